import stringWidth from 'string-width';

const ELLIPSIS = '…';

const graphemes = new Intl.Segmenter();

/** Keeps the start or the end of a text, up to a width, with an ellipsis for the rest. */
export function cutToColumns(text: string, maxColumns: number, kept: 'start' | 'end'): string {
  // Of a very long line, only the characters that may be shown are measured.
  const maxLength = 10 * maxColumns + 10;
  const part = kept === 'start' ? text.slice(0, maxLength) : text.slice(-maxLength);
  if (part.length === text.length && stringWidth(text) <= maxColumns) return text;
  const characters = Array.from(graphemes.segment(part), ({ segment }) => segment);
  if (kept === 'end') characters.reverse();
  let width = 1;
  const end = characters.findIndex((character) => {
    width += stringWidth(character);
    return width > maxColumns;
  });
  const shown = end < 0 ? characters : characters.slice(0, end);
  if (maxColumns < 1) return '';
  return kept === 'start' ? `${shown.join('')}${ELLIPSIS}` : `${ELLIPSIS}${shown.reverse().join('')}`;
}

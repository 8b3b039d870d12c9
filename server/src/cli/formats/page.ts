import stringWidth from 'string-width';
import { linesOf } from '../output';
import { type Line, type Segment, type Style, textOfSegment } from '../style';

// Prints the Markdown of our own pages for a terminal. They use headings, lists, quotes, fences, bold text, code and links.

/** The parts of a text that have a style: bold text, code, and links with their addresses. */
const INLINE = /\*\*([^*]+)\*\*|(`[^`]+`)|\[([^[\]]+)\]\(([^()\s]+)\)/g;
const PREFIX = /^(\s*(?:- |> )?)(.*)$/s;

/** Lists the lines of a page, wrapped to a width; an undefined one keeps the lines. */
export function listPageLines(markdown: string, columns: number | undefined): Line[] {
  let isCode = false;
  return linesOf(markdown).flatMap((line): Line[] => {
    const isFence = line.startsWith('```');
    if (isFence) isCode = !isCode;
    if (isFence) return [];
    if (isCode) return [line === '' ? '' : ['    ', [line, 'cyan']]];
    if (line.startsWith('#')) return [[[line.replace(/^#+ /, ''), 'bold', 'underline']]];
    const [, prefix = '', text = ''] = PREFIX.exec(line) ?? [];
    const first = prefix.replace('> ', '| ');
    const next = first.includes('|') ? first : ' '.repeat(first.length);
    const lines = wrapWords(splitInline(text), (columns ?? Number.POSITIVE_INFINITY) - first.length);
    return lines.map((segments, index) => [index === 0 ? first : next, ...segments]);
  });
}

/** Splits a text at its markup, which becomes styles. */
function splitInline(text: string): Segment[] {
  const segments: Segment[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [all, bold, code, title, address] = match;
    segments.push(text.slice(end, match.index));
    if (bold !== undefined) segments.push([bold, 'bold']);
    else if (code !== undefined) segments.push([code, 'cyan']);
    else segments.push(`${title}: `, [address ?? '', 'underline']);
    end = match.index + all.length;
  }
  return [...segments, text.slice(end)];
}

/** Breaks segments at spaces into lines of a width. A longer word has its own line. */
function wrapWords(segments: readonly Segment[], columns: number): Segment[][] {
  const lines: Segment[][] = [[]];
  let width = 0;
  for (const segment of segments) {
    const [, ...styles]: readonly [string, ...Style[]] = typeof segment === 'string' ? [segment] : segment;
    for (const word of textOfSegment(segment).match(/ +|[^ ]+/g) ?? []) {
      const wordWidth = stringWidth(word);
      if (width > 0 && width + wordWidth > columns) {
        lines.push([]);
        width = 0;
      }
      if (width === 0 && word.startsWith(' ') && lines.length > 1) continue;
      lines.at(-1)?.push([word, ...styles]);
      width += wordWidth;
    }
  }
  return lines;
}

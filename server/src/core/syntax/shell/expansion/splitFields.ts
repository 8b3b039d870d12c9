import type { Scalar } from '../../../config/config';
import type { WordPiece } from './wordPieces';

/** Limit of the words that one word expands to. */
export const MAX_WORDS = 5000;

/** Puts pieces together to words, splitting as bash does with the default IFS. */
export function splitFields(pieces: readonly WordPiece[], written: Scalar): Scalar[] {
  const fields: Scalar[] = [];
  let current: Scalar | undefined;
  const append = (text: string): void => {
    if (current && current.value === undefined) current = { ...current, ending: `${current.ending ?? ''}${text}` };
    else current = { ...(current ?? written), value: `${current?.value ?? ''}${text}` };
  };
  const addUnknown = (ending: string | undefined, isMultiple: boolean): void => {
    const { ending: _, ...before } = current ?? written;
    current = { ...before, value: undefined, ...(ending && { ending }), ...(isMultiple && { maySplit: true }) };
  };
  const endField = (): void => {
    if (current) fields.push(current);
    current = undefined;
  };
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === 'next') endField();
    else if (piece.kind === 'item') {
      // An item that is a full word keeps its own span; joined to other text it is part of this word.
      if (!current && isAlone(pieces, index)) current = piece.item;
      else if (piece.item.value === undefined) addUnknown(piece.item.ending, piece.item.maySplit === true);
      else append(piece.item.value);
    } else if (piece.kind === 'unknown') {
      addUnknown(piece.ending, piece.isMultiple);
    } else if (piece.kind === 'text' && !piece.splits) append(piece.text);
    else if (piece.kind === 'text') {
      for (const [position, part] of piece.text.split(/[ \t\n]+/).entries()) {
        if (position > 0) endField();
        if (part !== '') append(part);
      }
    }
  }
  endField();
  if (fields.length > MAX_WORDS) return [{ ...written, value: undefined, maySplit: true }];
  const mayMatchFiles = pieces.some((piece) => piece.kind === 'text' && piece.splits && /[*?]/.test(piece.text));
  return mayMatchFiles ? fields.map(hideWildcard) : fields;
}

function isAlone(pieces: readonly WordPiece[], index: number): boolean {
  const isBoundary = (piece: WordPiece | undefined): boolean => piece === undefined || piece.kind === 'next';
  return isBoundary(pieces[index - 1]) && isBoundary(pieces[index + 1]);
}

/** Makes a value with a wildcard from an unquoted variable unknown, since bash matches it with files. */
const hideWildcard = (field: Scalar): Scalar =>
  field.value !== undefined && /[*?]/.test(field.value) ? { ...field, value: undefined, maySplit: true } : field;

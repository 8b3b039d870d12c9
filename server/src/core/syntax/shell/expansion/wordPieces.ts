import type { Scalar } from '../../../config/config';
import { noteDefaults } from '../interpreter/defaults';
import { type Scope, type ShellValue, textOf } from '../interpreter/scope';

/** Part of a word after expansion. */
export type WordPiece =
  /** Known text. Unquoted text from a variable `splits` at spaces. */
  | { kind: 'text'; text: string; splits: boolean }
  /** Unknown text; unquoted, it may be multiple words. */
  | { kind: 'unknown'; isMultiple: boolean; ending?: string | undefined }
  /** Start of a new word, as between the items of an array. */
  | { kind: 'next' }
  /** An item of an array, which keeps the span where it is written. */
  | { kind: 'item'; item: Scalar }
  /** No word, not even an empty one, as for an array without items. */
  | { kind: 'none' };

export const textPieceOf = (text: string, splits = false): WordPiece => ({ kind: 'text', text, splits });

export const unknownPieceOf = (quoted: boolean, isMultiple = false, ending?: string): WordPiece => ({
  kind: 'unknown',
  isMultiple: isMultiple || !quoted,
  ...(ending && { ending }),
});

/** Marks unknown text that the outer shell inserts into an embedded script. */
export const UNKNOWN_CHARACTER = '\uE000';

/** Returns the known end of an unknown text that was partly made by an outer shell. */
export const endingOfLiteral = (text: string): string => text.slice(text.lastIndexOf(UNKNOWN_CHARACTER) + 1);

/** Returns the known text after the last unknown piece of one word. */
export function joinEnding(pieces: readonly WordPiece[]): string {
  const last = pieces.findLastIndex(({ kind }) => kind === 'unknown');
  const piece = pieces[last];
  const known = joinPieces(pieces.slice(last + 1)) ?? '';
  return `${piece?.kind === 'unknown' ? (piece.ending ?? '') : ''}${known}`;
}

/** Joins pieces that all belong to one word; items of an array are separated by spaces. */
export function joinPieces(pieces: readonly WordPiece[]): string | undefined {
  let text = '';
  for (const piece of pieces) {
    if (piece.kind === 'unknown') return undefined;
    if (piece.kind === 'text') text += piece.text;
    else if (piece.kind === 'next') text += ' ';
    else if (piece.kind === 'item') {
      if (piece.item.value === undefined) return undefined;
      text += piece.item.value;
    }
  }
  return text.includes(UNKNOWN_CHARACTER) ? undefined : text;
}

/** Expands all items of an array, joined by the first character of IFS if they become one word. */
export function joinArrayItems(
  array: ShellValue | undefined,
  asSeparateWords: boolean,
  quoted: boolean,
  scope: Scope,
): WordPiece[] {
  if (!(quoted && asSeparateWords) && array?.kind === 'array')
    for (const item of array.items ?? []) noteDefaults(scope.reads, item.defaults);
  if (asSeparateWords || !scope.variables.has('IFS')) return expandArrayItems(array, asSeparateWords, quoted);
  const ifs = textOf(scope, 'IFS');
  const items = array?.kind === 'array' ? array.items : undefined;
  const texts = items?.map(({ value }) => value);
  if (!quoted || !ifs?.isSet || !texts || texts.includes(undefined)) return [unknownPieceOf(quoted, !quoted)];
  return [textPieceOf(texts.join(ifs.text.slice(0, 1)))];
}

/** The parts of an array that its expansion needs. */
interface ExpandedArray {
  kind: string;
  items?: readonly Scalar[] | undefined;
  start?: readonly Scalar[];
  endsWithStart?: true;
}

/** Expands all items of an array: each to its own word for `"${A[@]}"`, to one word together for `"${A[*]}"`. */
export function expandArrayItems(
  array: ExpandedArray | undefined,
  asSeparateWords: boolean,
  quoted: boolean,
): WordPiece[] {
  const items = array?.kind === 'array' ? array.items : array?.kind === 'unset' ? [] : undefined;
  if (!items) {
    const start = quoted && asSeparateWords ? (array?.start ?? []) : [];
    const pieces = start.flatMap((item): WordPiece[] => [{ kind: 'item', item }, { kind: 'next' }]);
    return start.length > 0 && array?.endsWithStart ? pieces.slice(0, -1) : [...pieces, unknownPieceOf(quoted, true)];
  }
  if (items.length === 0) return quoted && !asSeparateWords ? [textPieceOf('')] : [{ kind: 'none' }];
  return items.flatMap((item, index): WordPiece[] => {
    if (quoted && asSeparateWords) return [...(index > 0 ? [{ kind: 'next' } as const] : []), { kind: 'item', item }];
    const piece = item.value === undefined ? unknownPieceOf(quoted) : textPieceOf(item.value, !quoted);
    return index === 0 ? [piece] : [textPieceOf(' ', !quoted), piece];
  });
}

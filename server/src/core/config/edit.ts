import type { Entry, Span } from './config';

/** A replacement of text. Edits of one list never overlap. */
export interface Edit {
  span: Span;
  newText: string;
  /** The name of the other text that is changed, where a run is written in two. */
  in?: string;
}

/**
 * What a fix wants of a config, in its own terms; each syntax prints it in the style of the file around it.
 * `set` replaces the values of the flag where it is given and adds the flag where it is not.
 */
export type Change =
  | { op: 'set'; flag: string; values: string[] }
  | { op: 'remove'; entry: Entry }
  /** Takes an entry out and leaves a comment that says why. */
  | { op: 'retire'; entry: Entry; reason: string }
  | { op: 'rename'; entry: Entry; to: string }
  | { op: 'write'; entry: Entry; values: string[] }
  | { op: 'setEnv'; name: string; value: string }
  | { op: 'export'; entry: Entry }
  | { op: 'text'; span: Span; newText: string };

/** A repair that is offered to the user. `safe` means that it can be applied without being looked at. */
export interface Fix {
  title: string;
  safe: boolean;
  changes: Change[];
}

/** From front to back. Insertions at one place stay in the order of the list, as in LSP. */
const sortEdits = (edits: readonly Edit[]): Edit[] =>
  [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);

/** Edits of several commands that share a text, such as an array: the same one once, and the first of two that clash. */
export function removeOverlaps(edits: readonly Edit[]): Edit[] {
  const seen = new Set<string>();
  const kept: Edit[] = [];
  for (const edit of sortEdits(edits)) {
    const { start, end } = edit.span;
    const key = `${start}-${end} ${edit.newText}`;
    if (seen.has(key) || start < (kept.at(-1)?.span.end ?? 0)) continue;
    seen.add(key);
    kept.push(edit);
  }
  return kept;
}

/** The text after the edits: what the user sees once they are applied. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let copiedUntil = 0;
  for (const { span, newText } of sortEdits(edits.filter((edit) => edit.in === undefined))) {
    parts.push(text.slice(copiedUntil, span.start), newText);
    copiedUntil = Math.max(copiedUntil, span.end);
  }
  return [...parts, text.slice(copiedUntil)].join('');
}

/** A text as what is left of another one and what was put in. */
type TextPiece = { kept: Span } | { text: string };

/** The edits of a text that come to the same as `first`, and then `next` in the text that `first` leaves. */
export function composeEdits(first: readonly Edit[], next: readonly Edit[]): Edit[] {
  const original: TextPiece[] = [{ kept: { start: 0, end: Number.MAX_SAFE_INTEGER } }];
  return editsOfPieces(replaceInPieces(replaceInPieces(original, first), next));
}

/** The pieces with some of their text replaced. Both are gone through once, from front to back. */
function replaceInPieces(pieces: readonly TextPiece[], edits: readonly Edit[]): TextPiece[] {
  const result: TextPiece[] = [];
  let index = 0;
  /** Where the piece at `index` begins. */
  let pieceStart = 0;
  const keep = (start: number, end: number): void => {
    for (let piece = pieces[index]; piece && pieceStart < end; piece = pieces[index]) {
      const length = pieceLengthOf(piece);
      const [sliceStart, sliceEnd] = [Math.max(0, start - pieceStart), Math.min(length, end - pieceStart)];
      if (sliceStart < sliceEnd) result.push(slicePiece(piece, sliceStart, sliceEnd));
      // The rest of the piece is for what comes behind.
      if (pieceStart + length > end) return;
      pieceStart += length;
      index++;
    }
  };
  let keptUntil = 0;
  for (const { span, newText } of sortEdits(edits)) {
    keep(keptUntil, span.start);
    result.push({ text: newText });
    keptUntil = span.end;
  }
  keep(keptUntil, Number.MAX_SAFE_INTEGER);
  return result;
}

const pieceLengthOf = (piece: TextPiece): number =>
  'kept' in piece ? piece.kept.end - piece.kept.start : piece.text.length;

const slicePiece = (piece: TextPiece, start: number, end: number): TextPiece =>
  'text' in piece
    ? { text: piece.text.slice(start, end) }
    : { kept: { start: piece.kept.start + start, end: piece.kept.start + end } };

/** What is missing between two kept pieces was replaced by the text that stands there now. */
function editsOfPieces(pieces: readonly TextPiece[]): Edit[] {
  const edits: Edit[] = [];
  let keptEnd = 0;
  let newText = '';
  for (const piece of pieces) {
    if ('text' in piece) newText += piece.text;
    else {
      if (newText !== '' || piece.kept.start > keptEnd)
        edits.push({ span: { start: keptEnd, end: piece.kept.start }, newText });
      keptEnd = piece.kept.end;
      newText = '';
    }
  }
  return edits;
}

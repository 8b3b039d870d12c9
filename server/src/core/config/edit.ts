import type { Entry, Span } from './config';

/** A replacement of text. Edits of one list never overlap. */
export interface Edit {
  span: Span;
  newText: string;
  /** The name of the file to change, when it is the other text of the run. */
  in?: string;
}

/**
 * One change of a config, independent of the syntax; each syntax prints it in the style of the surrounding file.
 * `set` replaces the values of a flag that is present and adds a flag that is not.
 */
export type Change =
  | { op: 'set'; flag: string; values: string[] }
  | { op: 'remove'; entry: Entry }
  /** Removes an entry and leaves a comment with the reason. */
  | { op: 'retire'; entry: Entry; reason: string }
  | { op: 'rename'; entry: Entry; to: string }
  | { op: 'write'; entry: Entry; values: string[] }
  | { op: 'setEnv'; name: string; value: string }
  | { op: 'export'; entry: Entry }
  | { op: 'text'; span: Span; newText: string };

/** A fix that is offered to the user. `safe` means that it can be applied without review. */
export interface Fix {
  title: string;
  safe: boolean;
  changes: Change[];
}

/** The edits of a fix that replaces text, in whatever syntax. */
export const textEditsOf = ({ changes }: Fix): Edit[] =>
  changes.flatMap((change) => (change.op === 'text' ? [{ span: change.span, newText: change.newText }] : []));

/** Sorts edits by position. Insertions at the same offset keep their order, as in LSP. */
const sortEdits = (edits: readonly Edit[]): Edit[] =>
  [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);

/**
 * Removes repeated edits and the later of two overlapping ones: several commands may share a text, such as an array.
 */
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

/** Applies the edits of the document's own text. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let copiedUntil = 0;
  for (const { span, newText } of sortEdits(edits.filter((edit) => edit.in === undefined))) {
    parts.push(text.slice(copiedUntil, span.start), newText);
    copiedUntil = Math.max(copiedUntil, span.end);
  }
  return [...parts, text.slice(copiedUntil)].join('');
}

/** A piece of an edited text: either kept from the original or inserted. */
type TextPiece = { kept: Span } | { text: string };

/** Combines two successive lists of edits into one: `next` applies to the text after `first`. */
export function composeEdits(first: readonly Edit[], next: readonly Edit[]): Edit[] {
  const original: TextPiece[] = [{ kept: { start: 0, end: Number.MAX_SAFE_INTEGER } }];
  return editsOfPieces(replaceInPieces(replaceInPieces(original, first), next));
}

/** Applies edits to the text that the pieces form, in one pass over both. */
function replaceInPieces(pieces: readonly TextPiece[], edits: readonly Edit[]): TextPiece[] {
  const result: TextPiece[] = [];
  let index = 0;
  /** Offset at which the piece at `index` begins. */
  let pieceStart = 0;
  const keep = (start: number, end: number): void => {
    for (let piece = pieces[index]; piece && pieceStart < end; piece = pieces[index]) {
      const length = pieceLengthOf(piece);
      const [sliceStart, sliceEnd] = [Math.max(0, start - pieceStart), Math.min(length, end - pieceStart)];
      if (sliceStart < sliceEnd) result.push(slicePiece(piece, sliceStart, sliceEnd));
      // The following edits need the rest of the piece.
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

/** Converts pieces to edits: a gap between two kept pieces was replaced by the inserted text between them. */
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

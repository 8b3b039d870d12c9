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
const inOrder = (edits: readonly Edit[]): Edit[] =>
  [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);

/** Edits of several commands that share a text, such as an array: the same one once, and the first of two that clash. */
export function withoutClashes(edits: readonly Edit[]): Edit[] {
  const seen = new Set<string>();
  const kept: Edit[] = [];
  for (const edit of inOrder(edits)) {
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
  let at = 0;
  for (const { span, newText } of inOrder(edits.filter((edit) => edit.in === undefined))) {
    parts.push(text.slice(at, span.start), newText);
    at = Math.max(at, span.end);
  }
  return [...parts, text.slice(at)].join('');
}

/** A text as what is left of another one and what was put in. */
type Piece = { kept: Span } | { text: string };

/** The edits of a text that come to the same as `first`, and then `next` in the text that `first` leaves. */
export function followedBy(first: readonly Edit[], next: readonly Edit[]): Edit[] {
  const whole: Piece[] = [{ kept: { start: 0, end: Number.MAX_SAFE_INTEGER } }];
  return editsOf(cut(cut(whole, first), next));
}

/** The pieces with some of their text replaced. Both are gone through once, from front to back. */
function cut(pieces: readonly Piece[], edits: readonly Edit[]): Piece[] {
  const result: Piece[] = [];
  let index = 0;
  /** Where the piece at `index` begins. */
  let at = 0;
  const keep = (start: number, end: number): void => {
    for (let piece = pieces[index]; piece && at < end; piece = pieces[index]) {
      const length = lengthOf(piece);
      const [begin, stop] = [Math.max(0, start - at), Math.min(length, end - at)];
      if (begin < stop) result.push(partOf(piece, begin, stop));
      // The rest of the piece is for what comes behind.
      if (at + length > end) return;
      at += length;
      index++;
    }
  };
  let from = 0;
  for (const { span, newText } of inOrder(edits)) {
    keep(from, span.start);
    result.push({ text: newText });
    from = span.end;
  }
  keep(from, Number.MAX_SAFE_INTEGER);
  return result;
}

const lengthOf = (piece: Piece): number => ('kept' in piece ? piece.kept.end - piece.kept.start : piece.text.length);

const partOf = (piece: Piece, begin: number, stop: number): Piece =>
  'text' in piece
    ? { text: piece.text.slice(begin, stop) }
    : { kept: { start: piece.kept.start + begin, end: piece.kept.start + stop } };

/** What is missing between two kept pieces was replaced by the text that stands there now. */
function editsOf(pieces: readonly Piece[]): Edit[] {
  const edits: Edit[] = [];
  let at = 0;
  let newText = '';
  for (const piece of pieces) {
    if ('text' in piece) newText += piece.text;
    else {
      if (newText !== '' || piece.kept.start > at) edits.push({ span: { start: at, end: piece.kept.start }, newText });
      at = piece.kept.end;
      newText = '';
    }
  }
  return edits;
}

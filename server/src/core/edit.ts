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

/** The text after the edits: what the user sees once they are applied. What is put in at one place keeps its order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const { span, newText } of edits
    .filter((edit) => edit.in === undefined)
    .toReversed()
    .sort((a, b) => b.span.start - a.span.start || b.span.end - a.span.end)) {
    result = result.slice(0, span.start) + newText + result.slice(span.end);
  }
  return result;
}

/** A text as what is left of another one and what was put in. */
type Piece = { kept: Span } | { text: string };

/** The edits of a text that come to the same as `first`, and then `next` in the text that `first` leaves. */
export function followedBy(first: readonly Edit[], next: readonly Edit[]): Edit[] {
  const whole: Piece[] = [{ kept: { start: 0, end: Number.MAX_SAFE_INTEGER } }];
  return editsOf(cut(cut(whole, first), next));
}

/** The pieces with some of their text replaced. */
function cut(pieces: readonly Piece[], edits: readonly Edit[]): Piece[] {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start);
  const result: Piece[] = [];
  let from = 0;
  for (const { span, newText } of sorted) {
    result.push(...between(pieces, from, span.start), { text: newText });
    from = span.end;
  }
  return [...result, ...between(pieces, from, Number.MAX_SAFE_INTEGER)];
}

const lengthOf = (piece: Piece): number => ('kept' in piece ? piece.kept.end - piece.kept.start : piece.text.length);

/** The part of the pieces between two offsets of the text that they make. */
function between(pieces: readonly Piece[], start: number, end: number): Piece[] {
  let at = 0;
  return pieces.flatMap((piece): Piece[] => {
    const begin = Math.max(0, start - at);
    const stop = Math.min(lengthOf(piece), end - at);
    const origin = at;
    at += lengthOf(piece);
    if (begin >= stop || origin >= end) return [];
    if ('text' in piece) return [{ text: piece.text.slice(begin, stop) }];
    return [{ kept: { start: piece.kept.start + begin, end: piece.kept.start + stop } }];
  });
}

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

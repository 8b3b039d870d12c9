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

/** The text after the edits: what the user sees once they are applied. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const { span, newText } of edits
    .filter((edit) => edit.in === undefined)
    .sort((a, b) => b.span.start - a.span.start)) {
    result = result.slice(0, span.start) + newText + result.slice(span.end);
  }
  return result;
}

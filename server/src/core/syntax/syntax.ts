import type { Command, Config, ConfigReader, Entry, Reading, Span } from '../config/config';
import type { Change, Edit } from '../config/edit';
import type { MapCursor } from './inside';

/** What the cursor is on, also while the line is half typed. `span` is the text that a completion replaces. */
export type Cursor = { span: Span; prefix: string; config: Config } & (
  | { at: 'flag'; entry?: Entry }
  | { at: 'value'; entry: Entry; index: number }
  | { at: 'env'; entry?: Entry }
  | { at: 'envValue'; entry: Entry }
);

/** What a reader must be told about flags, since a syntax knows none. */
export interface Hints {
  /** True where the keys of a file look like those of a training config. */
  isTrainingConfig: (keys: readonly string[]) => boolean;
  /** The command that such a file is most likely for. */
  guessCommand: (keys: readonly string[]) => Command;
  /** True where a command names the file. */
  isReferenced?: boolean;
  /** Who reads the file, where that is not the launcher of 4.1 and later. */
  reader?: ConfigReader | undefined;
}

/** One place where a variable of a script is written or read. */
export interface VariableUse {
  name: string;
  span: Span;
  isWrite: boolean;
}

/** One way to write a config. Everything that differs between syntaxes is behind these functions. */
export interface Syntax {
  id: string;
  /** Language ids of editors, and endings of file names. */
  languages: readonly string[];
  extensions: readonly string[];
  /** Files are configs only where a command names them, so that folders are not searched for them. */
  onlyWhenReferenced?: true;
  /** Never throws: text that makes no sense gives an empty reading or problems. */
  read: (text: string, hints: Hints) => Reading;
  findCursor: (text: string, reading: Reading, offset: number) => Cursor | undefined;
  /** Where the cursor is inside a value that is a map. */
  findMapCursor: (text: string, reading: Reading, offset: number) => MapCursor | undefined;
  /** The places where variables of the text are written and read. */
  findVariableUses: (text: string) => VariableUse[];
  /** Prints changes in the style of the file around them. */
  printChanges: (text: string, config: Config, changes: readonly Change[]) => Edit[];
  /** The text that a completion puts in, in front of whatever value follows. */
  printFlag: (name: string, takesValue: boolean, text: string, cursor: Cursor) => string;
  printValue: (value: string, text: string, cursor: Cursor) => string;
  printVariable: (name: string, text: string, cursor: Cursor) => string;
  /** What begins a comment; a syntax without comments cannot say anything beside its flags. */
  commentPrefix: string | undefined;
  /** What ends a line that goes on in the next one: behind it no comment can stand. */
  lineContinuation: string | undefined;
  /** A file in this syntax is a script that bash can run. */
  isRunnable?: true;
  /** Whether the next flag may stand behind a value, on the same line. */
  allowsFlagAfterValue: boolean;
  /** A flag as a reader of this syntax knows it: `--lr` or `lr`. */
  label: (name: string) => string;
}

/** The word that begins here, as far as it needs to be shown; nothing at the end of the text. */
export function wordSpanAt(text: string, offset: number): Span {
  const start = Math.min(offset, text.length);
  const length = /^\S+/.exec(text.slice(start, start + 80))?.[0].length ?? 0;
  return { start, end: start + length };
}

/** The part of the text between the start of a span and the cursor. */
export const typedPrefixOf = (text: string, span: Span, offset: number): string =>
  text.slice(span.start, Math.max(span.start, offset));

import {
  type Command,
  type Config,
  type ConfigReader,
  EMPTY_READING,
  type Entry,
  type Reading,
  type Scalar,
  type Span,
} from '../config/config';
import type { Change, Edit } from '../config/edit';
import { endOfLine, startOfLine } from '../text/lines';
import type { MapCursor } from './mapCursor';
import type { NewRun } from './newRun';
import type { ConfigComments, RunText } from './runText';

/** The element at the cursor, even on an incomplete line. `span` is the text that a completion replaces. */
export type Cursor = { span: Span; prefix: string; config: Config } & (
  | { at: 'flag'; entry?: Entry }
  | { at: 'value'; entry: Entry; index: number }
  | { at: 'env'; entry?: Entry }
  | { at: 'envValue'; entry: Entry }
);

/** A word where a command begins, or after the program of one. */
export interface StartCursor {
  span: Span;
  prefix: string;
  /** The program before the word; undefined where the program itself is typed. */
  program?: string | undefined;
  /** The variable whose value is typed. */
  variable?: string | undefined;
}

/** Information about flags for the reader of a syntax, since a syntax itself knows no flags. */
export interface Hints {
  /** Whether the keys of a file look like those of a training config. */
  isTrainingConfig: (keys: readonly string[]) => boolean;
  /** Whether a `swift export` with these flags converts a checkpoint. Its other uses are not read. */
  isConversion: (names: readonly string[]) => boolean;
  /** Returns the command that such a file is most likely for. */
  guessCommand: (keys: readonly string[]) => Command;
  /** True when a command names the file. */
  isReferenced?: boolean;
  /** The program that reads the file, unless it is the launcher of 4.1 and later. */
  reader?: ConfigReader | undefined;
  /** The number of values that a flag accepts: 0 or 1 at least, 1 or Infinity at most. */
  valueLimits: (name: string, command: Command) => { min: number; max: number };
}

/** One span at which a variable of a script is written or read. */
export interface VariableUse {
  name: string;
  span: Span;
  isWrite: boolean;
  /** The variable is passed to other programs here. */
  isExport?: true;
}

/** A server that a script starts beside its training commands. */
export interface StartedServer {
  /** The command that starts it: `swift rollout`. */
  name: string;
  /** A run can take its completions from it. */
  generates: boolean;
  /** The offset of the command. */
  offset: number;
}

/** Prints the text that a completion inserts for a flag. */
export type PrintFlag = (name: string, takesValue: boolean) => string;

/** One way to write a config. These functions cover every difference between syntaxes. */
export interface Syntax {
  id: string;
  /** Language ids of editors. */
  languages: readonly string[];
  /** File name extensions. */
  extensions: readonly string[];
  /** Folders are not searched for such files: they are read when a command or the user names them. */
  onlyWhenNamed?: true;
  /**
   * Reads a text. Never throws: invalid text results in an empty reading or in problems. `previous` is what this function
   * returned for the version before: unchanged parts of it are reused, and the result is the same as without it.
   */
  read: (text: string, hints: Hints, previous?: Reading) => Reading;
  findCursor: (text: string, reading: Reading, offset: number) => Cursor | undefined;
  /** Finds the word at the cursor outside of any command, where one can begin. */
  findStartCursor?: (text: string, reading: Reading, offset: number) => StartCursor | undefined;
  /** Lists the flags on the lines after an offset that an unfinished line cuts off from their command. */
  findFlagsBelow?: (text: string, offset: number) => string[];
  /** Whether a text has no content yet but the word at an offset, so that it may become a config. */
  isEmpty?: (text: string, offset: number) => boolean;
  /** Prints a reference to a variable of the text, for the value at the cursor. */
  printReference?: (name: string, text: string, cursor: Cursor) => string;
  /** Finds the cursor inside a map value. */
  findMapCursor: (text: string, reading: Reading, offset: number) => MapCursor | undefined;
  /** Finds the spans at which variables of the text are written and read. */
  findVariableUses: (text: string) => VariableUse[];
  /** Whether a text reads or writes variables in ways that are not among these uses. */
  hidesVariableUses?: (text: string) => boolean;
  /** Finds the flags of a command in arrays whose content depends on a branch. They are not among its flags. */
  findArrayFlags?: (text: string, config: Config) => Entry[];
  /** Finds the servers that a script starts. */
  findServers?: (text: string) => StartedServer[];
  /** Finds the here-documents of a script, each from the redirection to the end of its closing line. */
  findHereDocs?: (text: string) => Span[];
  /** Prints changes in the style of the file around them. */
  printChanges: (text: string, config: Config, changes: readonly Change[]) => Edit[];
  /** Lists the flags that are written out in a command, so that their text can move to another place. */
  listWrittenFlags?: (text: string, config: Config) => Entry[];
  /** Sorts the flags of a command by rank and aligns their values. */
  sortFlags?: (text: string, config: Config, rankOf: (entry: Entry) => number) => Edit[];
  /** Moves a value into a new variable above its command; undefined where that is not possible. */
  extractValue?: (text: string, config: Config, value: Scalar, name: string) => Edit[] | undefined;
  /** Prints a run in place of the name of its config file; undefined where that is not possible. */
  printInPlace?: (text: string, config: Config, run: RunText) => Edit[] | undefined;
  /** Finds the comments of a config file. */
  findComments?: (text: string, config: Config) => ConfigComments;
  /** Prints a run as a file; undefined where the syntax cannot express it. */
  printFile?: (run: RunText) => string | undefined;
  /** Prepares the texts that a completion inserts for flags, up to their values: hundreds are printed for one list. */
  createFlagPrinter: (text: string, cursor: Cursor) => PrintFlag;
  printValue: (value: string, text: string, cursor: Cursor) => string;
  printVariable: (name: string, text: string, cursor: Cursor) => string;
  /** Prints a new run as a whole text; undefined if its release does not read such texts. */
  printNewRun?: (run: NewRun) => string | undefined;
  /** The character that begins a comment; undefined for a syntax without comments. */
  commentPrefix: string | undefined;
  /** The character that continues a line on the next one; no comment may follow it. Undefined when there is none. */
  lineContinuation: string | undefined;
  /** The syntax of such a text that contains shell commands instead of a config. */
  commands?: Syntax;
  /** Files in this syntax are scripts that bash can run. */
  isRunnable?: true;
  /** Whether a flag may follow a value on the same line. */
  allowsFlagAfterValue: boolean;
  /** Spells a flag for messages: `--lr` or `lr`. */
  label: (name: string) => string;
}

/**
 * Returns the span of the text without whitespace that begins at an offset, at most 80 characters; empty at the end of
 * the text.
 */
export function wordSpanAt(text: string, offset: number): Span {
  const start = Math.min(offset, text.length);
  const length = /^\S+/.exec(text.slice(start, start + 80))?.[0].length ?? 0;
  return { start, end: start + length };
}

/** Returns the text between the start of a span and the cursor. */
export const typedPrefixOf = (text: string, span: Span, offset: number): string =>
  text.slice(span.start, Math.max(span.start, offset));

/** Limit on the length of a text that is read, in characters. Scripts and configs written by hand have a few thousand. */
const MAX_TEXT_LENGTH = 1_000_000;

/** Whether a text is too long to be read with each edit. */
export const isTooLong = (text: string): boolean => text.length > MAX_TEXT_LENGTH;

/** Returns the reading of a text that is too long: nothing, and a hint, so that it does not look checked. */
export const readTooLong = (text: string): Reading => ({
  ...EMPTY_READING,
  problems: [
    {
      rule: 'cli.unread',
      message: `The file has ${text.length} characters, and files of more than ${MAX_TEXT_LENGTH} are not read, so nothing is checked here. Split it, or move data to other files.`,
      span: wordSpanAt(text, 0),
      isHint: true,
    },
  ],
});

/** Characters of a text that may have no content. */
const MAX_EMPTY_LENGTH = 2000;

/** Whether a text consists of comments, the mark of a YAML document, and the word at an offset, which is no key yet. */
export function hasOnlyWord(text: string, offset: number): boolean {
  if (text.length > MAX_EMPTY_LENGTH) return false;
  const [start, end] = [startOfLine(text, offset), endOfLine(text, offset)];
  const others = `${text.slice(0, start)}${text.slice(end)}`.split('\n');
  return (
    /^[\w-]*$|^\s*#/.test(text.slice(start, end).trimEnd()) && others.every((line) => /^\s*(?:#|$)|^---/.test(line))
  );
}

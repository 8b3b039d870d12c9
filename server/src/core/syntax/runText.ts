import type { Command, Entry } from '../config/config';

/** A flag or a variable as text, without the syntax that it was written in. */
export interface EntryText {
  kind: Entry['kind'];
  name: string;
  values: readonly string[];
  /** A boolean or a number, of which other spellings mean the same. */
  isNumeric: boolean;
  /** The comments above it and at the end of its line, with their marks. */
  above: readonly string[];
  behind?: string | undefined;
}

/** The flags and variables of a run, to be printed in another syntax. */
export interface RunText {
  command: Command;
  /** The comments at the top of the file, with their marks. */
  comments: readonly string[];
  entries: readonly EntryText[];
}

/** The comments of a config: those at the top of the file, and those of each entry. */
export interface ConfigComments {
  top: readonly string[];
  of: (entry: Entry) => { above: readonly string[]; behind?: string | undefined };
}

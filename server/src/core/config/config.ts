/** A half-open range of UTF-16 offsets into one text. */
export interface Span {
  start: number;
  end: number;
  /** The text that the offsets belong to: the document's own where absent, else the other text of the same run. */
  source?: 'joined';
}

/** One word of a config. `value` is what the trainer receives, or undefined where it cannot be known (`$1`, `$(cmd)`). */
export interface Scalar {
  /** The word as it is written, quotes and all. */
  text: string;
  span: Span;
  value: string | undefined;
  /** The word may become any number of words, flags among them: an unquoted or array expansion whose value is unknown. */
  maySplit?: boolean;
  /** The word is the value of one variable, written there. */
  from?: { variable: string; span: Span };
  /** The word is not written in the command itself, but in a list or a text that a variable holds. */
  enclosure?: Enclosure;
  /** The word is JSON that the syntax wrote as a map of its own: where its keys and items stand. */
  jsonParts?: readonly JsonPart[];
}

/**
 * Where words are written that a variable brings into a command, one object for each place: a list in brackets, where a
 * comment may stand on a line, or the quotes of a text that the shell splits, where other quotes would mean nothing.
 */
export interface Enclosure {
  kind: 'list' | 'quotes';
}

/** A key or an item inside a value that is a map. */
export interface JsonPart {
  /** The keys and indices that lead to it. */
  path: (string | number)[];
  /** The key as it is written; absent for an item of a list. */
  key?: Span;
  value: Span;
}

/** A flag or an environment variable with the values that were written for it. */
export interface Entry {
  kind: 'flag' | 'env';
  /** As written, without the leading dashes: `micro_batch_size` or `micro-batch-size`. */
  name: string;
  key: Span;
  values: Scalar[];
  /** The first value is joined to the name by an equals sign. */
  joinedByEquals?: true;
  /** The name is not written at its place, where something is expanded that holds it: nothing can be changed there. */
  fromExpansion?: true;
  enclosure?: Enclosure;
  /** Nobody knows whether the words behind it are its values, or flags of their own. */
  endUnknown?: true;
  /** Where all values together stand when that is more than the words themselves: brackets and list marks included. */
  valuesSpan?: Span;
  fullSpan: Span;
}

/** An option that a script gives to the scheduler that runs it. */
export interface SbatchDirective {
  /** As written, with its dashes; empty for a word that belongs to no option, and where none is typed yet. */
  option: string;
  key: Span;
  /** The word behind it; `joined` where an equals sign, or nothing, is in between. */
  value?: { value: string; span: Span; isAttached: boolean };
  fullSpan: Span;
  /** Stands behind the first command, where no scheduler looks. */
  isAfterCommand: boolean;
}

/** Variables that reach several commands of a script alike: one object for all of them. */
export interface Exports {
  find: (name: string) => Entry | undefined;
  entries: () => readonly Entry[];
  /** A variable that is set as plain text and kept from commands. */
  findUnexported: (name: string) => Entry | undefined;
}

export type Command = 'pt' | 'sft' | 'rlhf' | 'export';
export const COMMANDS: readonly Command[] = ['pt', 'sft', 'rlhf', 'export'];

/** Something about the text itself, found while reading it. The rule of that name knows whether it is a mistake. */
export interface Problem {
  rule: string;
  message: string;
  span: Span;
  /** Nothing is wrong as far as is known. */
  isHint?: true;
  /** The entry and the word that it is about; an entry that another one replaces is not among those of the config. */
  entry?: Entry;
  scalar?: Scalar;
  /** The flags that never reach the trainer because of it. */
  lostFlags?: string[];
  /** Repairs of the text itself. */
  repairs?: { title: string; edits: { span: Span; newText: string }[] }[];
}

/**
 * Readers of config files other than the launcher of 4.1 and later. *omegaconf*: behind `--config`, 3.10 to 4.0.4.
 * *fields*: a JSON file as the only word, up to 4.0.4; its values become fields as they are, argparse sees none of them.
 */
export type ConfigReader = 'omegaconf' | 'fields';

/** What every syntax lowers to: one training command and all that it is given. */
export interface Config {
  syntax: string;
  program: 'megatron';
  command: Command;
  /** The words that name the command (`megatron sft`), or the first key of a config file: where lenses and findings without a flag go. */
  head: Span;
  /** From the first environment prefix to the last word. */
  fullSpan: Span;
  /** In the order in which they are written. */
  flags: readonly Entry[];
  /** Variables that are set for this run alone: in front of the command, or in ENV of a config file. The last of a name holds. */
  variables: readonly Entry[];
  /** What the script around a command exports to it. A variable of its own goes before. */
  exports?: Exports;
  /** Words in front of the first flag. A trainer that reads config files takes the first one as such a file. */
  positionals: Scalar[];
  /** The config file that the command names, as its first word or behind `--config`. It is not among `words`. */
  configFile?: Scalar;
  /** The word that named the config file, once the words of the file stand in its place. */
  joinedConfigFile?: Scalar;
  /** Who reads a config file: ms-swift's launcher, unless the command and its release say otherwise. */
  reader?: ConfigReader;
  /** True where some word may hold further flags that cannot be known here. Nothing may then be called missing. */
  mayHaveMoreFlags: boolean;
  /** A config file by itself: the command that will name it may give more flags. */
  partial?: true;
  /** What is wrong with the text of this command. */
  problems: Problem[];
  /** Variables that a config file sets after the launcher has looked for them. They are not among `variables`. */
  lateVariables?: readonly Entry[];
  /** What the file asks the scheduler for. It is the same for all commands of a file; the first one answers for it. */
  sbatch?: { directives: readonly SbatchDirective[]; isFirst: boolean };
  /** The command is text inside another command, so that not every character can be put into it. */
  embedded?: true;
}

/** All that one document says. */
export interface Reading {
  configs: Config[];
  problems: Problem[];
  /** What the file asks the scheduler for, where it is a batch script. */
  directives?: readonly SbatchDirective[];
}

export const EMPTY_READING: Reading = { configs: [], problems: [] };

/** A half-open range of UTF-16 offsets into one text. */
export interface Span {
  start: number;
  end: number;
  /** The text that the offsets refer to: the document's own when absent, else the other text of the same run. */
  source?: 'joined';
}

/**
 * One value of a config. `value` is the string that the trainer receives, undefined when it cannot be known (`$1`,
 * `$(cmd)`).
 */
export interface Scalar {
  /** The source text, including quotes. */
  text: string;
  span: Span;
  value: string | undefined;
  /**
   * It may expand to any number of arguments, including flags: an unquoted or array expansion with an unknown value.
   */
  maySplit?: boolean;
  /** The known end of an unknown value: `/bin/megatron` of `$VENV/bin/megatron`. */
  ending?: string;
  /** The variable whose value this is, and the span where that value is written. */
  from?: { variable: string; span: Span };
  /** Present when the value is not written in the command itself, but in an array or a string that a variable holds. */
  enclosure?: Enclosure;
  /** Variables of the caller whose defaults the value uses, as in `${NNODES:-1}`: set elsewhere, they change it. */
  defaults?: readonly string[] | undefined;
  /** The spans of keys and items, when the syntax writes the JSON value as a native map. */
  jsonParts?: readonly JsonPart[];
  /** The command ends before it by mistake, so that it never reaches the trainer. */
  isLost?: true;
}

/**
 * The text around arguments that a variable brings into a command, one object for each such text: an array in
 * parentheses, which may contain comments, or a quoted string that the shell splits, in which quotes have no effect.
 */
export interface Enclosure {
  kind: 'list' | 'quotes';
}

/** A key or an item inside a map value. */
export interface JsonPart {
  /** The keys and indices from the top of the value to this part. */
  path: (string | number)[];
  /** The span of the key; absent for an item of a list. */
  key?: Span;
  value: Span;
}

/** A flag or an environment variable with its values. */
export interface Entry {
  readonly kind: 'flag' | 'env';
  /** The name as written, without the leading dashes: `micro_batch_size` or `micro-batch-size`. */
  readonly name: string;
  readonly key: Span;
  readonly values: readonly Scalar[];
  /** The first value is joined to the name by an equals sign. */
  readonly joinedByEquals?: true;
  /** The name comes from an expansion, so it cannot be edited at its span. */
  readonly fromExpansion?: true;
  readonly enclosure?: Enclosure;
  /** The following arguments may be its values or further flags. */
  readonly endUnknown?: true;
  /** The command ends before it by mistake, so that it never reaches the trainer. Rules check it as intended. */
  readonly isLost?: true;
  /**
   * The span of all values together, brackets and list marks included, when it is larger than the values themselves.
   */
  readonly valuesSpan?: Span;
  readonly fullSpan: Span;
}

/** One `#SBATCH` option of a batch script. */
export interface SbatchDirective {
  /** The option as written, with its dashes; empty for a stray argument and when nothing is typed yet. */
  option: string;
  key: Span;
  /** The value of the option; `isAttached` when only an equals sign, or nothing, separates the two. */
  value?: { value: string; span: Span; isAttached: boolean };
  fullSpan: Span;
  /** The directive follows the first command, so that sbatch ignores it. */
  isAfterCommand: boolean;
}

/** Exported variables of a script. Commands that get the same variables share one object. */
export interface Exports {
  find: (name: string) => Entry | undefined;
  entries: () => readonly Entry[];
  /** Finds a variable that is set to plain text but not exported. */
  findUnexported: (name: string) => Entry | undefined;
}

/**
 * A command by the subcommand of `megatron` that runs it, or `swift export`: of all that this does, only the conversion of
 * checkpoints to and from Megatron's format is read.
 */
export type Command = 'pt' | 'sft' | 'rlhf' | 'export' | 'swift export';
export const MEGATRON_COMMANDS: readonly Command[] = ['pt', 'sft', 'rlhf', 'export'];
export const COMMANDS: readonly Command[] = [...MEGATRON_COMMANDS, 'swift export'];

/** An observation made while reading the text. The named rule decides whether it is a mistake. */
export interface Problem {
  rule: string;
  message: string;
  span: Span;
  /** A hint only: no error is known. */
  isHint?: true;
  /** The entry and the value concerned; an overridden entry is not among the entries of the config. */
  entry?: Entry;
  scalar?: Scalar;
  /** The flags that never reach the trainer because of it. */
  lostFlags?: string[];
  /** The lost flags were read nevertheless: they are among those of the config. */
  isReadOn?: true;
  /** Fixes that edit the text directly. */
  repairs?: { title: string; edits: { span: Span; newText: string }[] }[];
}

/**
 * Readers of config files other than the launcher of 4.1 and later. *omegaconf*: the file of `--config`, 3.10 to 4.0.4.
 * *fields*: a JSON file as the only argument, up to 4.0.4; its values become fields directly, without argparse.
 */
export type ConfigReader = 'omegaconf' | 'fields';

/** A program that starts the processes of a run; *none* if something else starts each of them. */
export type Launcher = 'torchrun' | 'accelerate' | 'deepspeed' | 'none';

/** One training command with all its flags and variables: the model that every syntax is lowered to. */
export interface Config {
  syntax: string;
  command: Command;
  /** The span for lenses and for findings without a flag: `megatron sft`, or the first key of a config file. */
  head: Span;
  /** From the first environment prefix to the last argument. */
  fullSpan: Span;
  /** The flags in source order, those that are lost after a missing backslash among them. */
  flags: readonly Entry[];
  /**
   * Variables set for this run only: before the command, or in ENV of a config file. The last one of a name takes
   * effect.
   */
  variables: readonly Entry[];
  /** Variables that the surrounding script exports. The command's own variables take precedence. */
  exports?: Exports;
  /** Arguments before the first flag. A trainer that reads config files treats the first one as such a file. */
  positionals: Scalar[];
  /** The config file of the command: its first argument or the value of `--config`. It is not among `positionals`. */
  configFile?: Scalar;
  /** The argument that named the config file, once the flags of the file replaced it. */
  joinedConfigFile?: Scalar;
  /** The program that reads the config file: ms-swift's launcher when absent. */
  reader?: ConfigReader;
  /** True when some argument may expand to unknown flags. No flag may then be reported as missing. */
  mayHaveMoreFlags: boolean;
  /** A config file alone: the command that will name it may add flags. */
  partial?: true;
  /** The problems of this command's text. */
  problems: Problem[];
  /** Variables that a config file sets too late, after the launcher has read them. They are not among `variables`. */
  lateVariables?: readonly Entry[];
  /** The `#SBATCH` directives of the file. All commands share them; findings go to the first command. */
  sbatch?: { directives: readonly SbatchDirective[]; isFirst: boolean };
  /** Counts the commands that branches of a script may build at the same place; absent for the first of them. */
  variant?: number;
  /** The words before the program, outermost command first: `srun -N 2 torchrun --nproc_per_node 8`. */
  launchWords?: readonly Scalar[];
  /** The training script itself is started, not `megatron`, which reads the variables of its launcher. */
  startsScript?: true;
  /** The launcher of the script, once its arguments have replaced the variables that `megatron` reads. */
  launcher?: Launcher;
  /** The number of processes on all machines together, if the launcher is given only that. */
  processTotal?: Scalar;
  /** Variables of the caller whose defaults add no argument or decide which flags there are. */
  optionalArguments?: readonly string[];
  /** The command is text inside another command, so that not every character can be inserted into it. */
  embedded?: true;
  /** Every character that is inserted into such a command reaches it unchanged. */
  verbatim?: true;
  /** Only single words can be replaced in such a command; its spaces and line breaks have another meaning. */
  onlyWordEdits?: true;
}

/** The configs and problems of one document. */
export interface Reading {
  configs: Config[];
  problems: Problem[];
  /** Commands that are configs only if the files they name turn out to be: `swift export FILE`. */
  undecided?: Config[];
  /** The `#SBATCH` directives, when the file is a batch script. */
  directives?: readonly SbatchDirective[];
}

export const EMPTY_READING: Reading = { configs: [], problems: [] };

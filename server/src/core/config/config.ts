/** A half-open range of UTF-16 offsets into the text of one document. */
export interface Span {
  start: number;
  end: number;
}

/** One word of a config. `value` is what the trainer receives, or undefined where it cannot be known (`$1`, `$(cmd)`). */
export interface Scalar {
  /** The word as it is written, quotes and all. */
  text: string;
  span: Span;
  value: string | undefined;
  /** The word may become any number of words, flags among them: an unquoted or array expansion whose value is unknown. */
  splice?: boolean;
  /** The word is the value of one variable, written there. */
  from?: { variable: string; span: Span };
  /** The word is not written in the command itself, but in a list or a text that a variable holds. */
  within?: Within;
  /** The word is JSON that the syntax wrote as a map of its own: where its keys and items stand. */
  parts?: readonly Part[];
}

/**
 * Where words are written that a variable brings into a command, one object for each place: a list in brackets, where a
 * comment may stand on a line, or the quotes of a text that the shell splits, where other quotes would mean nothing.
 */
export interface Within {
  kind: 'list' | 'quotes';
}

/** A key or an item inside a value that is a map. */
export interface Part {
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
  joined?: true;
  /** The name is not written at its place, where something is expanded that holds it: nothing can be changed there. */
  unwritten?: true;
  within?: Within;
  /** Nobody knows whether the words behind it are its values, or flags of their own. */
  loose?: true;
  /** Where all values together stand when that is more than the words themselves: brackets and list marks included. */
  body?: Span;
  whole: Span;
}

/** An option that a script gives to the scheduler that runs it. */
export interface Directive {
  /** As written, with its dashes; empty for a word that belongs to no option, and where none is typed yet. */
  option: string;
  key: Span;
  /** The word behind it; `joined` where an equals sign, or nothing, is in between. */
  value?: { value: string; span: Span; joined: boolean };
  whole: Span;
  /** Stands behind the first command, where no scheduler looks. */
  late: boolean;
}

/** Variables that reach several commands of a script alike: one object for all of them. */
export interface Exports {
  named: (name: string) => Entry | undefined;
  entries: () => readonly Entry[];
  /** A variable that is set as plain text and kept from commands. */
  kept: (name: string) => Entry | undefined;
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
  lost?: string[];
  /** Repairs of the text itself. */
  repairs?: { title: string; edits: { span: Span; newText: string }[] }[];
}

/**
 * Readers of config files other than the launcher of 4.1 and later. *omegaconf*: behind `--config`, 3.10 to 4.0.4.
 * *fields*: a JSON file as the only word, up to 4.0.4; its values become fields as they are, argparse sees none of them.
 */
export type FileReader = 'omegaconf' | 'fields';

/** What every syntax lowers to: one training command and all that it is given. */
export interface Config {
  syntax: string;
  program: 'megatron';
  command: Command;
  /** The words that name the command (`megatron sft`), or the first key of a config file: where lenses and findings without a flag go. */
  head: Span;
  /** From the first environment prefix to the last word. */
  whole: Span;
  /** In the order in which they are written. */
  flags: readonly Entry[];
  /** Variables that are set for this run alone: in front of the command, or in ENV of a config file. The last of a name holds. */
  variables: readonly Entry[];
  /** What the script around a command exports to it. A variable of its own goes before. */
  exports?: Exports;
  /** Words in front of the first flag. A trainer that reads config files takes the first one as such a file. */
  words: Scalar[];
  /** The config file that the command names, as its first word or behind `--config`. It is not among `words`. */
  uses?: Scalar;
  /** The word that named the config file, once the words of the file stand in its place. */
  joinedBy?: Scalar;
  /** Who reads a config file: ms-swift's launcher, unless the command and its release say otherwise. */
  reader?: FileReader;
  /** True where some word may hold further flags that cannot be known here. Nothing may then be called missing. */
  open: boolean;
  /** A config file by itself: the command that will name it may give more flags. */
  partial?: true;
  /** What is wrong with the text of this command. */
  problems: Problem[];
  /** Variables that a config file sets after the launcher has looked for them. They are not among `variables`. */
  late?: readonly Entry[];
  /** What the file asks the scheduler for. It is the same for all commands of a file; the first one answers for it. */
  batch?: { directives: readonly Directive[]; isFirst: boolean };
  /** The command is text inside another command, so that not every character can be put into it. */
  embedded?: true;
}

/** All that one document says. */
export interface Reading {
  configs: Config[];
  problems: Problem[];
  /** What the file asks the scheduler for, where it is a batch script. */
  directives?: readonly Directive[];
}

export const EMPTY: Reading = { configs: [], problems: [] };

/** The flag that names the config file of a command; undefined where the file is a word by itself, or none is named. */
export const namingFlag = ({ uses, flags }: Pick<Config, 'uses' | 'flags'>): Entry | undefined =>
  uses && flags.find(({ name, values }) => name === 'config' && values[0] === uses);

/** The config with every span put elsewhere. */
export function moveConfig(config: Config, place: (span: Span) => Span): Config {
  const scalar = (each: Scalar): Scalar => moveScalar(each, place);
  const move = (entry: Entry): Entry => moveEntry(entry, place, scalar);
  const flags = config.flags.map(move);
  const variables = config.variables.map(move);
  // The file behind `--config` is a value of that flag, and stays the same object.
  const naming = namingFlag(config);
  const uses = naming ? flags[config.flags.indexOf(naming)]?.values[0] : config.uses && scalar(config.uses);
  return {
    ...config,
    head: place(config.head),
    whole: place(config.whole),
    flags,
    variables,
    ...(config.exports && { exports: movedExports(config.exports, move) }),
    words: config.words.map(scalar),
    problems: movedProblems(config, [...variables, ...flags], place),
    ...(uses && { uses }),
    ...(config.batch && {
      batch: { directives: config.batch.directives.map((each) => moveDirective(each, place)), isFirst: false },
    }),
  };
}

const moveDirective = (directive: Directive, place: (span: Span) => Span): Directive => ({
  ...directive,
  key: place(directive.key),
  whole: place(directive.whole),
  ...(directive.value && { value: { ...directive.value, span: place(directive.value.span) } }),
});

const movedExports = ({ named, entries, kept }: Exports, move: (entry: Entry) => Entry): Exports => {
  const moved = (entry: Entry | undefined): Entry | undefined => entry && move(entry);
  return {
    named: (name) => moved(named(name)),
    entries: () => entries().map(move),
    kept: (name) => moved(kept(name)),
  };
};

/** The problems stay with their entries: the moved ones, where those are among the entries of the config. */
function movedProblems(config: Config, after: readonly Entry[], place: (span: Span) => Span): Problem[] {
  const moved = new Map([...config.variables, ...config.flags].map((entry, index) => [entry, after[index]]));
  return config.problems.map((problem) => moveProblem(problem, place, problem.entry && moved.get(problem.entry)));
}

function moveProblem(problem: Problem, place: (span: Span) => Span, own: Entry | undefined): Problem {
  const entry = own ?? (problem.entry && moveEntry(problem.entry, place));
  const scalar = problem.entry && problem.scalar && entry?.values[problem.entry.values.indexOf(problem.scalar)];
  return {
    ...problem,
    span: place(problem.span),
    ...(entry && { entry }),
    ...(scalar && { scalar }),
    ...(problem.repairs && {
      repairs: problem.repairs.map(({ title, edits }) => ({
        title,
        edits: edits.map(({ span, newText }) => ({ span: place(span), newText })),
      })),
    }),
  };
}

const moveScalar = (scalar: Scalar, place: (span: Span) => Span): Scalar => ({
  ...scalar,
  span: place(scalar.span),
  ...(scalar.from && { from: { ...scalar.from, span: place(scalar.from.span) } }),
  ...(scalar.parts && {
    parts: scalar.parts.map(({ path, key, value }) => ({ path, ...(key && { key: place(key) }), value: place(value) })),
  }),
});

export const moveEntry = (
  entry: Entry,
  place: (span: Span) => Span,
  scalar = (each: Scalar): Scalar => moveScalar(each, place),
): Entry => ({
  ...entry,
  key: place(entry.key),
  whole: place(entry.whole),
  values: entry.values.map(scalar),
  ...(entry.body && { body: place(entry.body) }),
});

/** Whether the config is a command of its own, and not a file that some command reads: its first key is then its head. */
export const isCommandLine = ({ head, flags, variables }: Config): boolean =>
  head.end > head.start && flags[0]?.key !== head && variables[0]?.key !== head;

export const contains = (span: Span, offset: number): boolean => span.start <= offset && offset <= span.end;

/** The variables that a run gets: what is exported to it first, then its own. */
export function variablesOf({ exports, variables }: Pick<Config, 'exports' | 'variables'>): readonly Entry[] {
  if (!exports) return variables;
  const own = new Set(variables.map(({ name }) => name));
  const others = exports.entries();
  return own.size > 0 ? [...others.filter(({ name }) => !own.has(name)), ...variables] : others;
}

/** The name of a flag as the catalogue spells it: with underscores, whatever was typed. */
export const underscored = (name: string): string => name.replaceAll('-', '_');

/** The same for a name with whatever dashes in front of it. */
export const plainName = (written: string): string => underscored(written.replace(/^-+/, ''));

/** The entry of a flag that holds: argparse keeps the last one. */
export const flagNamed = ({ flags }: Pick<Config, 'flags'>, name: string): Entry | undefined =>
  flags.findLast((entry) => underscored(entry.name) === name);

/** All that is written for a run. */
export const entriesOf = (config: Config): Entry[] => [...variablesOf(config), ...config.flags];

/** The entry of a variable that holds. */
export const variableNamed = (
  { exports, variables }: Pick<Config, 'exports' | 'variables'>,
  name: string,
): Entry | undefined => variables.findLast((entry) => entry.name === name) ?? exports?.named(name);

/** So many sets of exported variables of a script are looked through. */
export const MOST_EXPORTS = 50;

/** The commands that get what is exported around an offset, one for each set of variables: the next one below first. */
export function exportedNear(configs: readonly Config[], offset: number): Config[] {
  const seen = new Set<Exports>();
  const below = configs.findIndex(({ head }) => head.start >= offset);
  const order = below < 0 ? configs : [...configs.slice(below), ...configs.slice(0, below)];
  const distinct = order.filter(({ exports }) => exports && !seen.has(exports) && seen.add(exports));
  return distinct.slice(0, MOST_EXPORTS);
}

/** All entries of a variable that a run gets. */
export function variablesNamed({ exports, variables }: Config, name: string): Entry[] {
  const own = variables.filter((entry) => entry.name === name);
  const exported = own.length > 0 ? undefined : exports?.named(name);
  return exported ? [exported] : own;
}

/** The value of an environment variable: what the last assignment says, undefined where unset or unknown. */
export const envOf = (config: Pick<Config, 'exports' | 'variables'>, name: string): string | undefined =>
  variableNamed(config, name)?.values[0]?.value;

export function exportsOf(entries: readonly Entry[], kept: Exports['kept'] = () => undefined): Exports {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  return { named: (name) => byName.get(name), entries: () => entries, kept };
}

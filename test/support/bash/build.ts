import type { Random } from './random';

/** What a generated script may hold. Each can be switched on alone, so that a failure says what is read wrongly. */
export const FEATURES = [
  // Words.
  ...(['single', 'double', 'ansi', 'escape', 'adjacent', 'empty', 'joined', 'odd', 'cjk', 'braces'] as const),
  ...(['tilde', 'globs'] as const),
  // The layout of commands.
  ...(['continuation', 'continuationInQuotes', 'comments', 'separators', 'dangling', 'data'] as const),
  // Variables.
  ...(['plain', 'splitting', 'ifs', 'append', 'export', 'exportName', 'declare', 'readonly', 'unset'] as const),
  ...([
    'setA',
    'strict',
    'commandString',
    'headVariables',
    'eval',
    'indirectWrites',
    'unknowable',
    'commandText',
    'sourced',
  ] as const),
  // Parameter expansions.
  ...(['default', 'nestedDefault', 'alternate', 'assignDefault', 'required', 'length', 'trimPrefix'] as const),
  ...(['trimSuffix', 'replace', 'substring', 'letterCase', 'indirect', 'positional'] as const),
  // Arithmetic and arrays.
  ...(['arithmetic', 'arithmeticNumbers', 'arithmeticEffects', 'arithmeticCommand'] as const),
  ...(['array', 'arrayAppend', 'arrayIndex', 'arrayStar', 'arrayCount', 'arraySlice', 'arrayEach', 'assoc'] as const),
  // What reaches the command, and how.
  ...(['prefix', 'prefixChain', 'env', 'wrappers', 'redirect', 'pipe', 'background', 'exec'] as const),
  ...(['hereDoc', 'hereString', 'bashCSingle', 'bashCDouble', 'severalCommands'] as const),
  // Which way the script takes.
  ...([
    'if',
    'elif',
    'test',
    'andOr',
    'case',
    'for',
    'forArray',
    'cFor',
    'while',
    'subshell',
    'group',
    'exit',
  ] as const),
  ...(['function', 'functionArguments', 'local', 'functionTwice', 'functionForwards'] as const),
] as const;

export type Feature = (typeof FEATURES)[number];

/**
 * What depends on where the script runs, or on builtins that only real files use for input: here we only have to be
 * right, so that scripts which use one of these do not count for how much we know.
 */
export const UNKNOWABLE: ReadonlySet<Feature> = new Set<Feature>([
  'tilde',
  'globs',
  'ifs',
  'unknowable',
  'sourced',
  'indirectWrites',
  'positional',
]);

/** The names that surely hold a value at one place of the script, by what may be done with them. */
export interface Names {
  strings: string[];
  /** These hold whole numbers, so that arithmetic may use them. */
  numbers: string[];
  arrays: string[];
  exported: string[];
  functions: string[];
}

/** The generators that call each other recursively, passed along so that their modules do not import each other. */
interface Grammar {
  word: (b: Build) => string;
  expansion: (b: Build, quoted: boolean) => string;
  statement: (b: Build) => void;
}

/** A script that is being written: one block of it, and what all blocks share. */
export interface Build {
  grammar: Grammar;
  random: Random;
  on: ReadonlySet<Feature>;
  used: Set<Feature>;
  /** The statements of this block. One may be several lines. */
  lines: string[];
  names: Names;
  /** How many blocks stand around this one. */
  depth: number;
  inFunction: boolean;
  shared: {
    commands: number;
    /** The flags of commands that no line of the script shows as such: they are kept in variables, or run by others. */
    hidden: Set<string>;
    fresh: number;
    /** Assigning to a readonly variable is an error everywhere. */
    frozen: Set<string>;
    /** Set while a word is written that holds another one, so that words stay short. */
    nesting: number;
  };
}

/** One of several ways to go on, taken more often the heavier it is. Without a feature it is always open. */
export type Option<T> = readonly [feature: Feature | undefined, weight: number, make: () => T];

export function choose<T>(b: Build, options: readonly Option<T>[]): T {
  const open = options.filter(([feature]) => feature === undefined || b.on.has(feature));
  const total = open.reduce((sum, [, weight]) => sum + weight, 0);
  let at = b.random.below(total);
  for (const [feature, weight, make] of open) {
    at -= weight;
    if (at >= 0) continue;
    if (feature !== undefined) b.used.add(feature);
    return make();
  }
  throw new Error('there is nothing to choose from');
}

/** Whether to use a feature here; it counts as used if so. */
export function useFeature(b: Build, feature: Feature, probability: number): boolean {
  const yes = b.on.has(feature) && b.random.chance(probability);
  if (yes) b.used.add(feature);
  return yes;
}

export const repeatRandomly = <T>(b: Build, least: number, most: number, make: (index: number) => T): T[] =>
  Array.from({ length: least + b.random.below(most - least + 1) }, (_, index) => make(index));

/** A block inside this one. Names that it sets may never be set, so that only it may rely on them. */
export function openBlock(b: Build, change: Partial<Build> = {}): Build {
  const { strings, numbers, arrays, exported, functions } = b.names;
  const names: Names = {
    strings: [...strings],
    numbers: [...numbers],
    arrays: [...arrays],
    exported: [...exported],
    functions: [...functions],
  };
  return { ...b, lines: [], names, depth: b.depth + 1, ...change };
}

/** Indents statements. Lines which may stand in quotes or belong to a document must stay as they are. */
export const indentLines = (lines: readonly string[]): string =>
  lines.map((line) => `  ${/['"\\`]|<</.test(line) ? line : line.replaceAll('\n', '\n  ')}\n`).join('');

/** The name of a variable that can be assigned. What loops count with is none of them, so that every loop ends. */
export function pickName(b: Build, kind: 'strings' | 'numbers' | 'arrays'): string {
  const pool = { strings: STRINGS, numbers: NUMBERS, arrays: ARRAYS }[kind].filter(
    (name) => !b.shared.frozen.has(name),
  );
  const held = pool.filter((name) => b.names[kind].includes(name));
  return b.random.pick(held.length > 0 && b.random.chance(0.5) ? held : pool);
}

export const STRINGS = ['LR', 'MODEL', 'DATA_DIR', 'OUT', 'name', '_x', 'LR2', 'RUN'];
const NUMBERS = ['TP', 'PP', 'N', 'k', 'GPUS'];
const ARRAYS = ['ARGS', 'OPTS', 'extra', 'MODEL_ARGS'];

/** Nothing sets these. */
export const NEVER_SET = ['MISSING', 'NOT_SET', 'UNSET_1', 'none'];

export function addName(b: Build, kind: keyof Names, name: string): string {
  if (!b.names[kind].includes(name)) b.names[kind].push(name);
  return name;
}

import type { Random } from './random';

/** Features of generated scripts. Each can be enabled alone, so that a failure shows which one is read wrongly. */
export const FEATURES = [
  // Words.
  ...(['single', 'double', 'ansi', 'escape', 'adjacent', 'empty', 'joined', 'odd', 'cjk', 'braces'] as const),
  ...(['tilde', 'globs'] as const),
  // Layout of commands.
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
  // Ways to run a command and to pass input to it.
  ...(['prefix', 'prefixChain', 'env', 'wrappers', 'redirect', 'pipe', 'background', 'exec'] as const),
  ...(['hereDoc', 'hereString', 'bashCSingle', 'bashCDouble', 'severalCommands'] as const),
  // Control flow.
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
 * Features that depend on where the script runs, or on builtins that read real files. Scripts with one of these must be
 * read correctly, but do not count for the share of known values.
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

/** Names that certainly have a value at one position of the script, by their use. */
export interface Names {
  strings: string[];
  /** Variables with whole numbers, which arithmetic may use. */
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

/** State of a script that is being generated: one block, and the state that all blocks share. */
export interface Build {
  grammar: Grammar;
  random: Random;
  on: ReadonlySet<Feature>;
  used: Set<Feature>;
  /** The statements of this block, each of one or several lines. */
  lines: string[];
  names: Names;
  /** Number of blocks around this one. */
  depth: number;
  inFunction: boolean;
  shared: {
    commands: number;
    /** Tags of commands that no line of the script shows, since they are in variables or run by other commands. */
    hidden: Set<string>;
    fresh: number;
    /** Readonly variables, which no block may assign. */
    frozen: Set<string>;
    /** Number of words around the current one, which limits the nesting. */
    nesting: number;
  };
}

/** One of several alternatives, chosen in proportion to its weight. Without a feature it is always available. */
export type Option<T> = readonly [feature: Feature | undefined, weight: number, make: () => T];

export function choose<T>(b: Build, options: readonly Option<T>[]): T {
  const available = options.filter(([feature]) => feature === undefined || b.on.has(feature));
  const total = available.reduce((sum, [, weight]) => sum + weight, 0);
  let at = b.random.below(total);
  for (const [feature, weight, make] of available) {
    at -= weight;
    if (at >= 0) continue;
    if (feature !== undefined) b.used.add(feature);
    return make();
  }
  throw new Error('No alternative is available.');
}

/** Decides whether to use a feature here, and records the use. */
export function useFeature(b: Build, feature: Feature, probability: number): boolean {
  const isUsed = b.on.has(feature) && b.random.chance(probability);
  if (isUsed) b.used.add(feature);
  return isUsed;
}

export const repeatRandomly = <T>(b: Build, least: number, most: number, make: (index: number) => T): T[] =>
  Array.from({ length: least + b.random.below(most - least + 1) }, (_, index) => make(index));

/** Opens a block inside this one. Its statements may never run, so only the block itself may rely on names that it sets. */
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

/** Indents statements, except for lines that may be inside quotes or a here-document. */
export const indentLines = (lines: readonly string[]): string =>
  lines.map((line) => `  ${/['"\\`]|<</.test(line) ? line : line.replaceAll('\n', '\n  ')}\n`).join('');

/** Picks the name of a variable to assign, but never the counter of a loop, so that every loop ends. */
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

/** Names that are never set. */
export const NEVER_SET = ['MISSING', 'NOT_SET', 'UNSET_1', 'none'];

export function addName(b: Build, kind: keyof Names, name: string): string {
  if (!b.names[kind].includes(name)) b.names[kind].push(name);
  return name;
}

import { argvOf } from '../../server/src/core/config/argv';
import { readYamlConfig } from '../../server/src/core/syntax/yaml/readConfig';
import type { Answer } from './yamlPython';

/** The result of our reader in the terms of the oracle; undefined for unknown values. */
export interface Ours {
  /** The rules that report that the launcher stops before it has any arguments. */
  stops: string[];
  argv: (string | undefined)[];
  env: Record<string, string | undefined>;
  /** Index of the first argument that is not text. */
  nonText: number | undefined;
  /** There may be further arguments. */
  open: boolean;
}

const STOPS = new Set(['yaml.document', 'yaml.top-level', 'yaml.env-shape', 'yaml.map-value']);

const HINTS = {
  isTrainingConfig: () => true,
  guessCommand: () => 'sft' as const,
  isConversion: () => true,
  valueLimits: () => ({ min: 1, max: 1 }),
};

export function readOurs(text: string): Ours {
  const { configs, problems } = readYamlConfig(text, HINTS);
  const [config] = configs;
  if (!config) return { stops: ['no config'], argv: [], env: {}, nonText: undefined, open: false };
  const isEmpty = config.problems.some(({ rule }) => rule === 'yaml.empty-file');
  const scalars = config.flags.flatMap(({ values }) => [undefined, ...values]);
  const nonText = config.problems.find(({ rule }) => rule === 'yaml.list-nonstring')?.scalar;
  const variables = config.variables;
  return {
    stops: [...problems, ...config.problems.filter(({ rule }) => STOPS.has(rule))].map(({ rule }) => rule),
    // The launcher keeps the name of an empty file as an argument.
    argv: isEmpty ? ['x.yaml'] : argvOf(config).map(({ value }) => value ?? undefined),
    env: Object.fromEntries(variables.map(({ name, values }) => [name, values[0]?.value])),
    nonText: nonText && scalars.indexOf(nonText),
    open: config.mayHaveMoreFlags,
  };
}

export interface Compared {
  /** Description of the difference; empty when there is none. */
  mismatch: string;
  words: number;
  unknown: number;
}

export function compare(text: string, theirs: Answer): Compared {
  const ours = readOurs(text);
  if ('error' in theirs || ours.stops.length > 0) {
    const agree = 'error' in theirs && ours.stops.length > 0;
    const outcome =
      'error' in theirs ? `stops: ${theirs.error}: ${theirs.message}` : `continues with ${JSON.stringify(theirs)}`;
    return {
      mismatch: agree || ours.open ? '' : `python ${outcome}\nours ${JSON.stringify(ours)}`,
      words: 1,
      unknown: agree ? 0 : 1,
    };
  }
  const words = theirs.argv.map((word) => (typeof word === 'string' ? word : word.text));
  const nonText = theirs.argv.findIndex((word) => typeof word !== 'string');
  const known = [...ours.argv, ...Object.values(ours.env)];
  const counts = { words: known.length, unknown: known.filter((word) => word === undefined).length };
  const isRight =
    ours.open ||
    (isSame(ours.argv, words) &&
      isSame(Object.keys(ours.env), Object.keys(theirs.env)) &&
      isSame(Object.values(ours.env), Object.values(theirs.env)) &&
      (ours.nonText ?? -1) === nonText);
  const mismatch = isRight ? '' : `python ${JSON.stringify(theirs)}\nours ${JSON.stringify(ours)}`;
  return { mismatch, ...counts, unknown: counts.unknown + (ours.open ? 1 : 0) };
}

/** Whether two lists agree; an unknown argument agrees with any other. */
const isSame = (ours: readonly (string | undefined)[], theirs: readonly string[]): boolean =>
  ours.length === theirs.length && ours.every((word, index) => word === undefined || word === theirs[index]);

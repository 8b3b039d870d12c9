import { type Argument, argvOf } from '../../../server/src/core/config/argv';
import { COMMANDS, type Config } from '../../../server/src/core/config/config';
import { variablesOf } from '../../../server/src/core/config/lookup';
import { type Call, isAmbient } from './recorder';

/** How much of what bash fixes was known to us. */
export interface Tally {
  known: number;
  all: number;
}

export interface Mismatch {
  /** What is wrong, in words that are the same for every script which has the same mistake. */
  kind: string;
  bash: string;
  ours: string;
}

export interface Comparison {
  /** Empty where everything that we claim holds. */
  mismatches: Mismatch[];
  words: Tally;
  env: Tally;
}

/** Stands behind `megatron sft` in texts that bash never runs: in here-documents, comments, words of `echo`. */
export const NOT_A_COMMAND = '--not_a_command';

/**
 * Compares the configs that we read with the calls that bash made. A generated command carries a flag of its own,
 * `--cmd_7`, which says which config and which calls belong together, however often it is called. One that is `hidden`
 * need not be found, but then counts as unknown.
 */
export function compareCalls(
  configs: readonly Config[],
  calls: readonly Call[],
  hidden: ReadonlySet<string> = new Set(),
): Comparison {
  const comparison: Comparison = { mismatches: [], words: { known: 0, all: 0 }, env: { known: 0, all: 0 } };
  const ours = Map.groupBy(configs, (config) => findTag(argvOf(config).map(({ value }) => value ?? '')));
  // Without a sub-command there is nothing to train, and nothing for us to read.
  const trainings = calls.filter(({ argv }) => COMMANDS.some((command) => command === argv[0]));
  const theirs = Map.groupBy(trainings, ({ argv }) => findTag(argv));
  for (const config of (!theirs.has(NOT_A_COMMAND) && ours.get(NOT_A_COMMAND)) || []) {
    comparison.mismatches.push({ kind: 'a config that is no command', bash: 'nothing', ours: formatConfig(config) });
  }
  for (const [tag, group] of theirs) {
    const configs = ours.get(tag) ?? [];
    if (configs.length > 0 || !hidden.has(tag)) compareGroup(tag, configs, group, comparison);
    countKnown(configs, group, comparison);
  }
  return comparison;
}

const findTag = (words: readonly string[]): string =>
  words.find((word) => /^--cmd_\d+$/.test(word) || word === NOT_A_COMMAND) ?? '';

/** One command of a script: what we claim has to hold for every call of it. */
function compareGroup(tag: string, configs: readonly Config[], calls: readonly Call[], result: Comparison): void {
  const fitting = calls.map((call) => configs.map((config) => findMismatch(config, call)));
  const wrong = calls.findIndex((_, index) => fitting[index]?.every((each) => each !== undefined));
  // Where several configs have one tag, each is the reading of some call; one that fits none would be invented.
  const idle = configs.findIndex((_, index) => tag !== '' && fitting.every((each) => each[index] !== undefined));
  const call = calls[wrong] ?? calls[0];
  if (call && (wrong >= 0 || idle >= 0)) {
    const kind = fitting[Math.max(wrong, 0)]?.[Math.max(idle, 0)] ?? 'a call that we do not have';
    const times = calls.length > 1 ? ` (call ${Math.max(wrong, 0) + 1} of ${calls.length})` : '';
    const ours = configs.map(formatConfig).join('\n        ') || 'nothing';
    result.mismatches.push({ kind, bash: formatCall(call) + times, ours });
  }
}

/** What is wrong with a config as the reading of a call; undefined where every claim holds. */
function findMismatch(config: Config, call: Call): string | undefined {
  const [command, ...argv] = call.argv;
  if (command !== config.command) return 'another sub-command';
  if (!matchesArguments(argvOf(config), argv)) return 'other words';
  const claims = claimedVariablesOf(config);
  for (const [name, value] of claims) {
    if (value !== undefined && call.env[name] === undefined) return 'a variable that is not passed';
    if (value !== undefined && call.env[name] !== value) return 'another value of a variable';
  }
  const unread = Object.keys(call.env).find((name) => !isAmbient(name) && !claims.has(name));
  return unread === undefined ? undefined : 'a variable that we do not have';
}

/** The last entry of a name is the one that holds. An entry without a value that is known claims nothing. */
function claimedVariablesOf(config: Config): Map<string, string | undefined> {
  const entries = variablesOf(config);
  return new Map(entries.map(({ name, values }) => [name, values[0]?.value]));
}

/** Whether the words can be what was claimed: an unknown word is any word, a splice is any number of them. */
export function matchesArguments(claimed: readonly Argument[], argv: readonly string[]): boolean {
  // The reachable places in argv after each claimed word, so that several splices cost no more than one.
  let reachable = new Set([0]);
  for (const { value, maySplit: splice } of claimed) {
    const next = new Set<number>();
    if (value === null && splice) {
      for (let at = Math.min(...reachable); at <= argv.length; at++) next.add(at);
    } else {
      for (const at of reachable) if (at < argv.length && (value === null || argv[at] === value)) next.add(at + 1);
    }
    if (next.size === 0) return false;
    reachable = next;
  }
  return reachable.has(argv.length);
}

/** Counts what is fixed by the script alone: the words and variables that are the same in every call. */
function countKnown(configs: readonly Config[], calls: readonly Call[], { words, env }: Comparison): void {
  const first = calls[0];
  if (!first) return;
  const [config] = configs;
  if (calls.every(({ argv }) => argv.join('\0') === first.argv.join('\0'))) {
    const known = config ? argvOf(config).filter(({ value }) => value !== null).length : 0;
    words.all += first.argv.length - 1;
    words.known += Math.min(known, first.argv.length - 1);
  }
  const claims: ReadonlyMap<string, string | undefined> = config ? claimedVariablesOf(config) : new Map();
  for (const [name, value] of Object.entries(first.env)) {
    if (isAmbient(name) || calls.some((call) => call.env[name] !== value)) continue;
    env.all += 1;
    if (claims.get(name) === value) env.known += 1;
  }
}

const formatCall = ({ argv, env }: Call): string => {
  const variables = Object.entries(env).filter(([name]) => !isAmbient(name));
  return [...variables.map(([name, value]) => `${name}=${JSON.stringify(value)}`), JSON.stringify(argv)].join(' ');
};

const formatConfig = (config: Config): string => {
  const variables = [...claimedVariablesOf(config)].map(([name, value]) => `${name}=${JSON.stringify(value) ?? '?'}`);
  const words = argvOf(config).map(({ value, maySplit: splice }) =>
    value === null ? (splice ? '?…' : '?') : JSON.stringify(value),
  );
  return [...variables, `[${[JSON.stringify(config.command), ...words].join()}]`].join(' ');
};

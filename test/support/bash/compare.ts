import { type Argument, argvOf } from '../../../server/src/core/config/argv';
import { COMMANDS, type Config } from '../../../server/src/core/config/config';
import { variablesOf } from '../../../server/src/core/config/lookup';
import { type Call, isAmbient } from './recorder';

/** Number of values that bash determines, and of those that the reader knows. */
export interface Tally {
  known: number;
  all: number;
}

export interface Mismatch {
  /** Kind of the mistake, the same for every script with this mistake. */
  kind: string;
  bash: string;
  ours: string;
}

export interface Comparison {
  /** Empty if everything that the reader claims is true. */
  mismatches: Mismatch[];
  words: Tally;
  env: Tally;
}

/** Marks `megatron sft` in texts that bash never runs: here-documents, comments, arguments of `echo`. */
export const NOT_A_COMMAND = '--not_a_command';

/**
 * Compares the configs of the reader with the calls of bash. Each generated command has a tag, a flag of its own such as
 * `--cmd_7`, which connects its config with its calls, of which there may be several. A `hidden` command may be missed,
 * but then counts as unknown.
 */
export function compareCalls(
  configs: readonly Config[],
  calls: readonly Call[],
  hidden: ReadonlySet<string> = new Set(),
): Comparison {
  const comparison: Comparison = { mismatches: [], words: { known: 0, all: 0 }, env: { known: 0, all: 0 } };
  const ours = Map.groupBy(configs, (config) => findTag(argvOf(config).map(({ value }) => value ?? '')));
  // A call without a subcommand trains nothing, so the reader ignores it.
  const trainings = calls.filter(({ argv }) => COMMANDS.some((command) => command === argv[0]));
  const theirs = Map.groupBy(trainings, ({ argv }) => findTag(argv));
  for (const config of (!theirs.has(NOT_A_COMMAND) && ours.get(NOT_A_COMMAND)) || []) {
    comparison.mismatches.push({ kind: 'invented command', bash: 'nothing', ours: formatConfig(config) });
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

/** Compares one command of a script, whose config must be true for every call. */
function compareGroup(tag: string, configs: readonly Config[], calls: readonly Call[], result: Comparison): void {
  const mismatches = calls.map((call) => configs.map((config) => findMismatch(config, call)));
  const wrong = calls.findIndex((_, index) => mismatches[index]?.every((mismatch) => mismatch !== undefined));
  // If several configs have one tag, each is the reading of some call. One that matches no call is invented.
  const unmatched = configs.findIndex((_, index) => tag !== '' && mismatches.every((row) => row[index] !== undefined));
  const call = calls[wrong] ?? calls[0];
  if (call && (wrong >= 0 || unmatched >= 0)) {
    const kind = mismatches[Math.max(wrong, 0)]?.[Math.max(unmatched, 0)] ?? 'missing call';
    const times = calls.length > 1 ? ` (call ${Math.max(wrong, 0) + 1} of ${calls.length})` : '';
    const ours = configs.map(formatConfig).join('\n        ') || 'nothing';
    result.mismatches.push({ kind, bash: formatCall(call) + times, ours });
  }
}

/** Returns the mistake of a config as the reading of a call; undefined if every claim is true. */
function findMismatch(config: Config, call: Call): string | undefined {
  const [command, ...argv] = call.argv;
  if (command !== config.command) return 'wrong subcommand';
  if (!matchesArguments(argvOf(config), argv)) return 'wrong arguments';
  const claims = claimedVariablesOf(config);
  for (const [name, value] of claims) {
    if (value !== undefined && call.env[name] === undefined) return 'variable not passed';
    if (value !== undefined && call.env[name] !== value) return 'wrong value of a variable';
  }
  const missing = Object.keys(call.env).find((name) => !isAmbient(name) && !claims.has(name));
  return missing === undefined ? undefined : 'missing variable';
}

/** Returns the claimed value of each variable, from its last entry. An unknown value claims nothing. */
function claimedVariablesOf(config: Config): Map<string, string | undefined> {
  const entries = variablesOf(config);
  return new Map(entries.map(({ name, values }) => [name, values[0]?.value]));
}

/** Whether the arguments match the claimed ones: an unknown one matches any, one that may split any number of them. */
export function matchesArguments(claimed: readonly Argument[], argv: readonly string[]): boolean {
  // The reachable positions in argv after each claimed argument, so that the time stays linear for several splits.
  let reachable = new Set([0]);
  for (const { value, maySplit } of claimed) {
    const next = new Set<number>();
    if (value === null && maySplit) {
      for (let at = Math.min(...reachable); at <= argv.length; at++) next.add(at);
    } else {
      for (const at of reachable) if (at < argv.length && (value === null || argv[at] === value)) next.add(at + 1);
    }
    if (next.size === 0) return false;
    reachable = next;
  }
  return reachable.has(argv.length);
}

/** Counts the arguments and variables that the script determines: those that are the same in every call. */
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
  const words = argvOf(config).map(({ value, maySplit }) =>
    value === null ? (maySplit ? '?…' : '?') : JSON.stringify(value),
  );
  return [...variables, `[${[JSON.stringify(config.command), ...words].join()}]`].join(' ');
};

import { argvOf, type Word } from '../../server/src/core/argvOf';
import type { Config } from '../../server/src/core/config';
import { AMBIENT, type Call } from './bashRecorder';

/** How much of what bash fixes was known to us. */
export interface Tally {
  known: number;
  all: number;
}

export interface Comparison {
  /** Each says what is wrong, and both sides. Empty where everything that we claim holds. */
  mismatches: string[];
  words: Tally;
  env: Tally;
}

/** Stands behind `megatron sft` in texts that bash never runs: in here-documents, comments, words of `echo`. */
export const NOT_A_COMMAND = '--not_a_command';

/**
 * Compares the configs that we read with the calls that bash made. A generated command carries a flag of its own,
 * `--cmd_7`, which says which config and which calls belong together, however often it is called.
 */
export function compareCalls(configs: readonly Config[], calls: readonly Call[]): Comparison {
  const comparison: Comparison = { mismatches: [], words: { known: 0, all: 0 }, env: { known: 0, all: 0 } };
  const ours = Map.groupBy(configs, (config) => tagIn(argvOf(config).map(({ value }) => value ?? '')));
  const theirs = Map.groupBy(calls, ({ argv }) => tagIn(argv));
  for (const config of ours.get(NOT_A_COMMAND) ?? []) {
    comparison.mismatches.push(`a config that is no command:\n  ours: ${showConfig(config)}`);
  }
  for (const [tag, group] of theirs) compareGroup(tag, ours.get(tag) ?? [], group, comparison);
  return comparison;
}

const tagIn = (words: readonly string[]): string =>
  words.find((word) => /^--cmd_\d+$/.test(word) || word === NOT_A_COMMAND) ?? '';

/** One command of a script: what we claim has to hold for every call of it. */
function compareGroup(tag: string, configs: readonly Config[], calls: readonly Call[], result: Comparison): void {
  const complaints = calls.map((call) => configs.map((config) => complaint(config, call)));
  const wrong = calls.findIndex((_, index) => complaints[index]?.every((each) => each !== undefined));
  const call = calls[wrong];
  if (call) {
    const ours = configs.map((config, index) => `\n  ours: ${showConfig(config)}\n  ${complaints[wrong]?.[index]}`);
    const nothing = ours.length === 0 ? '\n  ours: nothing' : '';
    result.mismatches.push(
      `call ${wrong + 1} of ${calls.length}:\n  bash: ${showCall(call)}${nothing}${ours.join('')}`,
    );
  }
  // Where several configs have one tag, each is the reading of some call; one that fits none would be invented.
  const idle = configs.find((_, index) => complaints.every((each) => each[index] !== undefined));
  if (!call && idle && tag !== '') {
    result.mismatches.push(`a config that fits no call:\n  ours: ${showConfig(idle)}\n  ${complaints[0]?.[0]}`);
  }
  count(configs, calls, result);
}

/** What is wrong with a config as the reading of a call; undefined where every claim holds. */
function complaint(config: Config, call: Call): string | undefined {
  const [command, ...argv] = call.argv;
  if (command !== config.command) return `the command is ${command}, not ${config.command}`;
  if (!fits(argvOf(config), argv)) return 'the words differ';
  const claims = claimedEnv(config);
  for (const [name, value] of claims) {
    if (value !== undefined && call.env[name] !== value) {
      return `${name} is ${JSON.stringify(call.env[name]) ?? 'not passed'}, not ${JSON.stringify(value)}`;
    }
  }
  const unread = Object.keys(call.env).find((name) => !AMBIENT.has(name) && !claims.has(name));
  return unread === undefined ? undefined : `${unread} is passed, which we do not say`;
}

/** The last entry of a name is the one that holds. An entry without a value that is known claims nothing. */
function claimedEnv(config: Config): Map<string, string | undefined> {
  const entries = config.entries.filter(({ kind }) => kind === 'env');
  return new Map(entries.map(({ name, values }) => [name, values[0]?.value]));
}

/** Whether the words can be what was claimed: an unknown word is any word, a splice is any number of them. */
export function fits(claimed: readonly Word[], argv: readonly string[]): boolean {
  // The reachable places in argv after each claimed word, so that several splices cost no more than one.
  let reachable = new Set([0]);
  for (const { value, splice } of claimed) {
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
function count(configs: readonly Config[], calls: readonly Call[], { words, env }: Comparison): void {
  const first = calls[0];
  if (!first) return;
  const [config] = configs;
  if (calls.every(({ argv }) => argv.join('\0') === first.argv.join('\0'))) {
    const known = config ? argvOf(config).filter(({ value }) => value !== null).length : 0;
    words.all += first.argv.length - 1;
    words.known += Math.min(known, first.argv.length - 1);
  }
  const claims: ReadonlyMap<string, string | undefined> = config ? claimedEnv(config) : new Map();
  for (const [name, value] of Object.entries(first.env)) {
    if (AMBIENT.has(name) || calls.some((call) => call.env[name] !== value)) continue;
    env.all += 1;
    if (claims.get(name) === value) env.known += 1;
  }
}

const showCall = ({ argv, env }: Call): string => {
  const variables = Object.entries(env).filter(([name]) => !AMBIENT.has(name));
  return [...variables.map(([name, value]) => `${name}=${JSON.stringify(value)}`), JSON.stringify(argv)].join(' ');
};

const showConfig = (config: Config): string => {
  const variables = [...claimedEnv(config)].map(([name, value]) => `${name}=${JSON.stringify(value) ?? '?'}`);
  const words = argvOf(config).map(({ value, splice }) =>
    value === null ? (splice ? '?…' : '?') : JSON.stringify(value),
  );
  return [...variables, `[${[JSON.stringify(config.command), ...words].join()}]`].join(' ');
};

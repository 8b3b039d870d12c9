import type { Random } from '../../test/soak/random';

/** A command line to be run through the real code. */
export interface TruthCase {
  id: string;
  group: string;
  argv: string[];
  env?: Record<string, string>;
  modelConfig?: string | object;
  sandbox?: { files?: Record<string, string>; checkPaths?: boolean };
}

/** An option of the real parser, as `dump.py` describes it. */
export interface ParserOption {
  dest: string;
  options: string[];
  type: string | null;
  nargs: string | number | null;
  choices: unknown[] | null;
}

export type ParserOptions = Readonly<Record<string, readonly ParserOption[]>>;

/** Flags of other tools, and old names, each with a value. */
const FOREIGN: readonly [flag: string, value: string][] = [
  ['learning_rate', '1e-5'],
  ['per_device_train_batch_size', '1'],
  ['gradient_accumulation_steps', '8'],
  ['deepspeed', 'zero3'],
  ['bf16', 'true'],
  ['num_layers', '32'],
  ['tensor-parallel-size', '2'],
  ['train_type', 'lora'],
  ['max_epochs', '1'],
  ['save', 'out'],
  ['load', 'ckpt'],
  ['use_flash_attn', 'true'],
  ['weight_decay', '0.1'],
  ['warmup_ratio', '0.05'],
  ['save_interval', '100'],
];

const SIZES = [
  'tensor_model_parallel_size',
  'pipeline_model_parallel_size',
  'context_parallel_size',
  'expert_model_parallel_size',
  'expert_tensor_parallel_size',
  'virtual_pipeline_model_parallel_size',
];

/** Flags whose values name things that only exist with the case. */
const KEPT = ['model', 'dataset', 'output_dir'];

type Mutation = (argv: readonly string[], options: ReadonlyMap<string, ParserOption>, random: Random) => string[];

/** Kinds of mutations: a small step from a command line that runs to one that may not. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  drop: (argv, _, random) => replaceFlag(argv, random.pick(flagsOf(argv)), []),
  change: (argv, options, random) => changeValue(argv, options, random, plausibleValues),
  wrong: (argv, options, random) => changeValue(argv, options, random, wrongValues),
  misspell(argv, _, random) {
    const { start } = random.pick(flagsOf(argv));
    return argv.map((word, index) => (index === start ? `--${misspell(word.replace(/^-+/, ''), random)}` : word));
  },
  foreign(argv, _, random) {
    const [flag, value] = random.pick(FOREIGN);
    return [...argv, `--${flag}`, value];
  },
  add(argv, options, random) {
    const option = random.pick([...options.values()].filter(({ dest }) => !dest.startsWith('_')));
    return [...argv, option.options[0] ?? '', ...plausibleValues(option, random)];
  },
  grid(argv, _, random) {
    const others = flagsOf(argv).filter(({ name }) => !SIZES.includes(name));
    const sizes = SIZES.filter(() => random.isOneIn(2)).flatMap((name) => [
      `--${name}`,
      random.pick(['1', '2', '2', '3', '4', '4', '8']),
    ]);
    return [argv[0] ?? '', ...others.flatMap(({ start, end }) => argv.slice(start, end)), ...sizes];
  },
};

interface GivenFlag {
  name: string;
  start: number;
  end: number;
}

/** The flags of a command line with the indices of their words. */
function flagsOf(argv: readonly string[]): GivenFlag[] {
  const starts = argv.flatMap((word, index) => (word.startsWith('--') ? [index] : []));
  return starts.map((start, index) => ({
    name: (argv[start] ?? '').replace(/^-+/, '').replace(/=.*$/s, '').replaceAll('-', '_'),
    start,
    end: starts[index + 1] ?? argv.length,
  }));
}

const replaceFlag = (argv: readonly string[], { start, end }: GivenFlag, words: readonly string[]): string[] => [
  ...argv.slice(0, start),
  ...words,
  ...argv.slice(end),
];

function changeValue(
  argv: readonly string[],
  options: ReadonlyMap<string, ParserOption>,
  random: Random,
  valuesOf: (option: ParserOption, random: Random) => string[],
): string[] {
  const known = flagsOf(argv).filter(({ name }) => options.has(name) && !KEPT.includes(name));
  if (known.length === 0) return [...argv];
  const flag = random.pick(known);
  const option = options.get(flag.name);
  return option ? replaceFlag(argv, flag, [argv[flag.start] ?? '', ...valuesOf(option, random)]) : [...argv];
}

/** Values that the parser accepts. */
export function plausibleValues({ type, choices, nargs }: ParserOption, random: Random): string[] {
  if (choices && choices.length > 0) return [String(random.pick(choices))];
  if (type === 'int') return [random.pick(['0', '1', '2', '3', '4', '8', '64', '-1', '1000'])];
  if (type === 'float') return [random.pick(['0', '0.1', '0.5', '1', '1e-5', '2', '-1'])];
  if (type?.includes('bool')) return [random.pick(['true', 'false'])];
  if (nargs === '+' || nargs === '*') return [...random.pick([['a'], ['a', 'b'], ['1'], ['1', '2']])];
  return [random.pick(['foo', 'auto', '1', 'none', '{"a": 1}', '[0]*3+[1]'])];
}

/** Values of another type, or no choice. */
function wrongValues({ choices }: ParserOption, random: Random): string[] {
  if (!choices || choices.length === 0) return [random.pick(['abc', '1.5', 'True1', '', 'None'])];
  const choice = String(choices[0]);
  return [random.pick([choice.toUpperCase(), `${choice}s`, 'auto'])];
}

function misspell(name: string, random: Random): string {
  const at = 1 + random.below(Math.max(1, name.length - 2));
  const [start, letter, rest] = [name.slice(0, at), name[at] ?? '', name.slice(at + 1)];
  return random.pick([start + rest, start + letter + letter + rest, start + rest.slice(0, 1) + letter + rest.slice(1)]);
}

/** Creates command lines from accepted ones, the kinds of mutations in turn. The same seed creates the same ones. */
export function generateCases(
  accepted: readonly TruthCase[],
  parser: ParserOptions,
  count: number,
  random: Random,
): TruthCase[] {
  const kinds = Object.entries(MUTATIONS);
  const usable = accepted.filter(({ argv }) => argv[0] !== undefined && parser[argv[0]] && flagsOf(argv).length > 0);
  const tables = new Map(Object.entries(parser).map(([command, options]) => [command, tableOf(options)]));
  return Array.from({ length: usable.length > 0 ? count : 0 }, (_, index) => {
    const [kind, mutate] = kinds[index % kinds.length] ?? ['drop', MUTATIONS.drop as Mutation];
    const base = random.pick(usable);
    const argv = mutate(base.argv, tables.get(base.argv[0] ?? '') ?? new Map(), random);
    return {
      ...base,
      id: `${kind}-${index}`,
      group: `new-${kind}`,
      argv,
      ...(kind === 'grid' && { env: gridEnv(base, random) }),
    };
  });
}

const tableOf = (options: readonly ParserOption[]) => new Map(options.map((option) => [option.dest, option]));

/** Sizes of parallel groups need a number of processes. */
function gridEnv({ env = {} }: TruthCase, random: Random): Record<string, string> {
  const { CUDA_VISIBLE_DEVICES: _, ...rest } = env;
  return { ...rest, NPROC_PER_NODE: random.pick(['2', '4', '8', '8']) };
}

/** Gives every flag of a release that an older one lacks each plausible value, and one wrong one. */
export function casesOfNewFlags(
  accepted: readonly TruthCase[],
  parser: ParserOptions,
  older: ParserOptions,
  random: Random,
): TruthCase[] {
  return Object.entries(parser).flatMap(([command, options]) => {
    const known = new Set(older[command]?.map(({ dest }) => dest));
    const bases = accepted.filter(({ argv }) => argv[0] === command);
    return bases.length === 0
      ? []
      : options
          .filter(({ dest }) => !known.has(dest) && !dest.startsWith('_'))
          .flatMap((option) => {
            const values =
              option.choices?.map((choice) => [String(choice)]) ?? [0, 1, 2].map(() => plausibleValues(option, random));
            return [...values, ['abc']].map((value, index) => {
              const base = random.pick(bases);
              const argv = [...base.argv, option.options[0] ?? '', ...value];
              return { ...base, id: `flag-${command}-${option.dest}-${index}`, group: 'new-flag', argv };
            });
          });
  });
}

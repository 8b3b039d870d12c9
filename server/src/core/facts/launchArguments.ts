import { parseArguments } from '../config/argparse';
import type { Config, Entry, Exports, Launcher, Scalar, Span } from '../config/config';
import { findVariable } from '../config/lookup';

/**
 * The arguments of launchers. `megatron` passes variables to torchrun; a script that calls torchrun, accelerate or
 * deepspeed itself passes arguments, and those variables play no part. Their arguments therefore replace the variables
 * of the run, so that rules, hovers and plans read one environment.
 * Sources: swift/cli/main.py, get_torchrun_args; torch/distributed/run.py and launch.py; accelerate/commands/launch.py
 * and utils/launch.py; deepspeed/launcher/runner.py.
 */

/** The variables that `megatron` turns into arguments of torchrun. */
export const LAUNCHER_VARIABLE_NAMES = ['NPROC_PER_NODE', 'NNODES', 'NODE_RANK', 'MASTER_ADDR', 'MASTER_PORT'] as const;

type LauncherVariable = (typeof LAUNCHER_VARIABLE_NAMES)[number];

/** The option of each launcher that corresponds to a variable. */
export const LAUNCHER_OPTIONS: Readonly<Record<Launcher, Partial<Record<LauncherVariable, string>>>> = {
  torchrun: {
    NPROC_PER_NODE: 'nproc_per_node',
    NNODES: 'nnodes',
    NODE_RANK: 'node_rank',
    MASTER_ADDR: 'master_addr',
    MASTER_PORT: 'master_port',
  },
  accelerate: {
    NPROC_PER_NODE: 'num_processes',
    NNODES: 'num_machines',
    NODE_RANK: 'machine_rank',
    MASTER_ADDR: 'main_process_ip',
    MASTER_PORT: 'main_process_port',
  },
  deepspeed: {
    NPROC_PER_NODE: 'num_gpus',
    NNODES: 'num_nodes',
    NODE_RANK: 'node_rank',
    MASTER_ADDR: 'master_addr',
    MASTER_PORT: 'master_port',
  },
  none: {},
};

/** Options of torchrun, any unambiguous beginning of which it accepts. */
const TORCHRUN_OPTIONS =
  'nnodes nproc_per_node rdzv_backend rdzv_endpoint rdzv_id rdzv_conf standalone max_restarts monitor_interval start_method event_log_handler role module no_python run_path log_dir redirects tee local_ranks_filter node_rank master_addr master_port local_addr logs_specs numa_binding signals_to_handle use_env'.split(
    ' ',
  );

/** Options without a value, so that a word after them is not theirs. */
const SWITCHES = /^(?:standalone|module|no_python|run_path|use_env|multi_gpu|use_deepspeed|no_ssh|-m)$/;

/** Options of deepspeed under a second name. */
const ALIASES: Readonly<Record<string, string>> = {
  num_accelerators: 'num_gpus',
  '-i': 'include',
  '-H': 'hostfile',
  '-e': 'exclude',
};

/** Returns the config with the arguments of its launcher in place of the variables that `megatron` reads. */
export function applyLaunchArguments(config: Config): Config {
  if (!config.startsScript || config.launcher) return config;
  const found = findLauncher(config.launchWords ?? []);
  if (!found) return replaceLauncherVariables(config, 'none', []);
  const given = readOptions(found.launcher, found.args);
  if (found.launcher === 'torchrun')
    return replaceLauncherVariables(config, 'torchrun', listTorchrunEntries(config, given));
  if (found.launcher === 'accelerate') {
    const [processTotal] = given.find('num_processes')?.values ?? [];
    const replaced = replaceLauncherVariables(config, 'accelerate', listAccelerateEntries(given));
    return given.find('num_machines') || !processTotal ? replaced : { ...replaced, processTotal };
  }
  const entries = listDeepspeedEntries(given, found.program);
  // DeepSpeed ignores the variable if it is given GPUs.
  const isDeviceListIgnored = entries.some(
    ({ name, values }) => name === 'NPROC_PER_NODE' && values[0]?.value !== 'gpu',
  );
  return replaceLauncherVariables(config, 'deepspeed', entries, isDeviceListIgnored ? ['CUDA_VISIBLE_DEVICES'] : []);
}

interface FoundLauncher {
  launcher: Launcher;
  /** The word that names it. */
  program: Scalar;
  args: readonly Scalar[];
}

/** Finds the launcher among the words before the training script; undefined if they start it directly. */
function findLauncher(words: readonly Scalar[]): FoundLauncher | undefined {
  for (let index = words.length - 1; index >= 0; index--) {
    const program = words[index];
    const text = program?.value ?? '';
    const isModule = words[index - 1]?.value === '-m';
    const next = words[index + 1]?.value;
    const rest = (launcher: Launcher, skipped = 1): FoundLauncher | undefined =>
      program && { launcher, program, args: words.slice(index + skipped) };
    if (/(?:^|\/)torchrun$/.test(text) || (isModule && /^torch\.distributed\.(?:run|launch)$/.test(text)))
      return rest('torchrun');
    if (/(?:^|\/)accelerate$/.test(text) && next === 'launch') return rest('accelerate', 2);
    if (/(?:^|\/)accelerate-launch$/.test(text) || (isModule && text === 'accelerate.commands.launch'))
      return rest('accelerate');
    if (/(?:^|\/)deepspeed(?:\.pt)?$/.test(text) || (isModule && text === 'deepspeed.launcher.runner'))
      return rest('deepspeed');
  }
  return undefined;
}

/** The options that a launcher is given, by their names with underscores. */
interface GivenOptions {
  find: (name: string) => Entry | undefined;
  /** Some unknown word may hold further options. */
  isOpen: boolean;
}

function readOptions(launcher: Launcher, args: readonly Scalar[]): GivenOptions {
  const { entries, positionals } = parseArguments(args);
  const byName = new Map<string, Entry>();
  let isOpen = positionals.some(({ maySplit }) => maySplit);
  for (const entry of entries) {
    const name = optionNameOf(launcher, entry.name);
    const isSwitch = SWITCHES.test(name);
    // An unquoted variable right after an option that takes a value is that value.
    isOpen ||= entry.values.some(({ maySplit }, index) => maySplit && (isSwitch || index > 0));
    const defaults = args.find(({ span }) => span === entry.key)?.defaults;
    const values = isSwitch ? [] : entry.values.slice(0, 1).map(({ maySplit: _, ...value }) => value);
    const span = values[0]?.enclosure === entry.enclosure ? (values[0]?.span.end ?? 0) : 0;
    byName.set(name, {
      ...entry,
      kind: 'env',
      values: defaults
        ? values.map((value) => ({ ...value, defaults: [...defaults, ...(value.defaults ?? [])] }))
        : values,
      fullSpan: { ...entry.fullSpan, end: Math.max(entry.key.end, span) },
    });
  }
  return { find: (name) => byName.get(name), isOpen };
}

/** Spells an option in full and with underscores. */
function optionNameOf(launcher: Launcher, written: string): string {
  const name = written.startsWith('-') ? written : written.replaceAll('-', '_');
  const alias = ALIASES[name] ?? name;
  if (launcher !== 'torchrun' || TORCHRUN_OPTIONS.includes(alias)) return alias;
  const matches = TORCHRUN_OPTIONS.filter((option) => option.startsWith(alias));
  return matches.length === 1 ? (matches[0] ?? alias) : alias;
}

/** Returns the settings that a launcher gives by options of the same meaning. */
const listCommonEntries = (launcher: Launcher, { find }: GivenOptions): Entry[] =>
  LAUNCHER_VARIABLE_NAMES.flatMap((name) => {
    const entry = find(LAUNCHER_OPTIONS[launcher][name] ?? '');
    return entry ? [{ ...entry, name }] : [];
  });

/** A setting whose value is known only when the run starts. */
const createEntry = (name: LauncherVariable, span: Span, value?: string): Entry => ({
  kind: 'env',
  name,
  key: span,
  values: [{ text: value ?? '', span, value }],
  fullSpan: span,
});

/** Adds the settings that are not among the entries. */
const addMissing = (entries: Entry[], missing: readonly Entry[]): Entry[] => [
  ...entries,
  ...missing.filter(({ name }) => !entries.some((entry) => entry.name === name)),
];

const NOWHERE: Span = { start: 0, end: 0 };

const createUnknownEntries = (names: readonly LauncherVariable[]): Entry[] =>
  names.map((name) => createEntry(name, NOWHERE));

/** The rank of a node is ignored if the nodes agree on their ranks, as all backends but `static` let them. */
function forgetRanks({ find }: GivenOptions, entries: readonly Entry[]): Entry[] {
  const backend = find('rdzv_backend');
  if (!backend || backend.values[0]?.value === 'static') return [...entries];
  return [...entries.filter(({ name }) => name !== 'NODE_RANK'), ...createUnknownEntries(['NODE_RANK'])];
}

/** torchrun takes each option that is not given from a variable such as PET_NNODES. */
function listTorchrunEntries(config: Config, given: GivenOptions): Entry[] {
  const { find, isOpen } = given;
  const fromVariables = LAUNCHER_VARIABLE_NAMES.flatMap((name) => {
    const entry = findVariable(config, `PET_${name}`);
    return entry ? [{ ...entry, name }] : [];
  });
  const standalone = find('standalone');
  const entries = forgetRanks(given, addMissing(listCommonEntries('torchrun', given), isOpen ? [] : fromVariables));
  const rendezvous = find('rdzv_endpoint') ?? find('rdzv_backend');
  // Nodes that meet at an endpoint agree on their ranks; a standalone run has no other nodes.
  const isFound = standalone !== undefined || (rendezvous !== undefined && rendezvous.values[0]?.value !== 'static');
  return addMissing(entries, [
    ...(standalone && !isOpen ? [createEntry('NNODES', standalone.fullSpan, '1')] : []),
    ...createUnknownEntries(isOpen ? LAUNCHER_VARIABLE_NAMES : isFound ? ['NODE_RANK', 'MASTER_ADDR'] : []),
  ]);
}

/** accelerate is given the processes of all machines; its config file may hold what is not given. */
function listAccelerateEntries(given: GivenOptions): Entry[] {
  const mayHaveMore = given.isOpen || given.find('config_file') !== undefined;
  const [processes, machines] = [given.find('num_processes'), given.find('num_machines')];
  const common = listCommonEntries('accelerate', given).filter(({ name }) => name !== 'NPROC_PER_NODE');
  const entries = forgetRanks(given, common);
  const unknown = createUnknownEntries(mayHaveMore || !machines ? LAUNCHER_VARIABLE_NAMES : ['NPROC_PER_NODE']);
  // The config file of the user may name several machines, which share a known total.
  if (!processes || !machines) return addMissing(entries, unknown);
  const [total, count] = [processes, machines].map(({ values }) => Number(values[0]?.value));
  const isEven = total !== undefined && count !== undefined && count > 0 && total % count === 0;
  const [scalar] = processes.values;
  const perMachine = isEven ? String(total / count) : undefined;
  const values = scalar ? [{ ...scalar, value: count === 1 ? scalar.value : perMachine }] : [];
  const isEditable = count === 1;
  return addMissing(
    [
      ...entries,
      { ...processes, name: 'NPROC_PER_NODE', values, ...(!isEditable && { fromExpansion: true as const }) },
    ],
    unknown,
  );
}

/** deepspeed reaches the other nodes of its hostfile itself. */
function listDeepspeedEntries(given: GivenOptions, program: Scalar): Entry[] {
  const { find, isOpen } = given;
  const include = find('include');
  const entries = listCommonEntries('deepspeed', given);
  const hasHosts = isOpen || find('hostfile') !== undefined || find('exclude') !== undefined;
  const isRemote = find('no_ssh') === undefined;
  return addMissing(include ? [...entries, ...listIncludedDevices(include)] : entries, [
    ...createUnknownEntries(hasHosts || include ? ['NNODES', 'NPROC_PER_NODE'] : []),
    // Without a number, it uses all GPUs of the machine.
    createEntry('NPROC_PER_NODE', program.span, 'gpu'),
    ...createUnknownEntries(isRemote || isOpen ? ['NODE_RANK', 'MASTER_ADDR'] : []),
  ]);
}

/** Reads `--include host:0,1@other:0,1`; without slots, or with different numbers of them, the GPUs are unknown. */
function listIncludedDevices(include: Entry): Entry[] {
  const hosts = (include.values[0]?.value ?? '').split('@');
  const counts = hosts.map((host) => /^[\w.-]+:(\d+(?:,\d+)*)$/.exec(host)?.[1]?.split(',').length);
  const [first] = counts;
  if (first === undefined || counts.some((count) => count !== first)) return [];
  return [
    { ...createEntry('NNODES', include.fullSpan, String(hosts.length)), fromExpansion: true },
    { ...createEntry('NPROC_PER_NODE', include.fullSpan, String(first)), fromExpansion: true },
  ];
}

/** Puts the settings of a launcher in the place of the variables that `megatron` reads. */
function replaceLauncherVariables(
  config: Config,
  launcher: Launcher,
  entries: readonly Entry[],
  alsoIgnored: readonly string[] = [],
): Config {
  const ignored = new Set<string>([...LAUNCHER_VARIABLE_NAMES, ...alsoIgnored]);
  // A process that is started directly reads its address from the environment.
  if (launcher === 'none') for (const name of ['MASTER_ADDR', 'MASTER_PORT']) ignored.delete(name);
  const isKept = ({ name }: Entry): boolean => !ignored.has(name);
  return {
    ...config,
    launcher,
    variables: [...config.variables.filter(isKept), ...entries],
    ...(config.exports && { exports: hideExports(config.exports, ignored) }),
  };
}

const hideExports = ({ find, entries, findUnexported }: Exports, hidden: ReadonlySet<string>): Exports => ({
  find: (name) => (hidden.has(name) ? undefined : find(name)),
  entries: () => entries().filter(({ name }) => !hidden.has(name)),
  findUnexported: (name) => (hidden.has(name) ? undefined : findUnexported(name)),
});

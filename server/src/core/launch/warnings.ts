import { type Config, type Entry, envOf, underscored } from '../config/config';
import { count } from '../text/plural';
import type { JobEnvironment } from './environment';
import type { LaunchSettings } from './plan';
import type { Resources } from './resources';

/** What is known of the folders of a target. */
export interface Place {
  /** The folder that the run starts in, undefined where only the image knows. */
  directory: string | undefined;
  /** True where that folder is another one than that of the config. */
  moved: boolean;
  /** Folders that outlive the run and that all nodes see; undefined where every absolute path is taken for one. */
  shared: readonly string[] | undefined;
}

/** Flags whose values are files or folders that a run reads, and those that it writes. */
const READS = [
  'model',
  'load',
  'dataset',
  'val_dataset',
  'cached_dataset',
  'cached_val_dataset',
  'data_path',
  'adapters',
  'mcore_model',
  'mcore_adapters',
  'mcore_adapter',
  'ref_load',
  'ref_adapter_load',
  'mcore_ref_model',
  'custom_register_path',
  'external_plugins',
  'reward_model',
];
const WRITES = ['save', 'output_dir', 'tensorboard_dir'];

/** Files, and folders that are written as such. `Qwen/Qwen2.5-7B` and `AI-ModelScope/alpaca` are names on a hub. */
const LOCAL = /^\.{1,2}\/|^~|\.(?:jsonl?|csv|tsv|txt|parquet|arrow|py)(?:#\d+)?$/;

export function deviceWarnings(devices: Entry | undefined, { gpusPerNode }: Resources, whole: boolean): string[] {
  const list = devices?.values[0]?.value;
  const named = list === undefined ? undefined : list.split(',').filter((part) => part.trim() !== '').length;
  if (!devices) return [];
  if (whole) return ['The script sets CUDA_VISIBLE_DEVICES itself, against what the scheduler gives to the job.'];
  if (named === undefined || named === gpusPerNode) return [];
  return [
    `CUDA_VISIBLE_DEVICES=${list} names ${count(named, 'GPU')}, but a node of the job has ${gpusPerNode}. It is left out: all ${gpusPerNode} are used.`,
  ];
}

/** Paths and caches that mean something else on other machines. */
export function placeWarnings(
  config: Config,
  environment: JobEnvironment,
  { nodes }: Resources,
  place: Place,
  settings: LaunchSettings,
): string[] {
  const reads = given(config, settings, READS);
  const writes = writesOf(config, settings);
  const relative = [...reads.filter(({ value }) => LOCAL.test(value)), ...writes].filter(
    ({ value }) => !value.startsWith('/'),
  );
  const downloads = reads.some(({ name, value }) => /model$|dataset$/.test(name) && isHubName(value));
  return [
    ...relativeWarning(relative, nodes, place),
    ...lostWrites(writes, place),
    ...(downloads ? cacheWarning(config, environment, nodes, place) : []),
    ...missingFile(config, settings),
  ];
}

interface GivenPath {
  name: string;
  value: string;
}

/** The folders that a run writes its results to. */
export const writesOf = (config: Config, settings: LaunchSettings): GivenPath[] => given(config, settings, WRITES);

/** The values of flags on the command line and in the config file that travels. */
function given(config: Config, { uses }: LaunchSettings, names: readonly string[]): GivenPath[] {
  const entries = [...(uses?.config ? uses.config.flags : []), ...config.flags];
  return entries
    .filter(({ name }) => names.includes(underscored(name)))
    .flatMap(({ name, values }) => values.flatMap(({ value }) => (value ? [{ name, value }] : [])));
}

const isHubName = (value: string): boolean => !/^[./~]/.test(value) && !LOCAL.test(value);

function relativeWarning(relative: readonly GivenPath[], nodes: number, { moved, directory }: Place): string[] {
  if (relative.length === 0 || (!moved && directory !== undefined && nodes === 1)) return [];
  const list = [...new Set(relative.map(({ name, value }) => `${name} ${value}`))].join(', ');
  const where = directory ?? 'the working directory of the image';
  const shared = nodes > 1 && directory !== undefined ? `, which all ${nodes} nodes have to share` : '';
  return [`Relative paths are looked for below ${where}${shared}: ${list}.`];
}

/** Checkpoints in a folder of the container go with the container. */
function lostWrites(writes: readonly GivenPath[], { shared, directory = '' }: Place): string[] {
  if (!shared) return [];
  return writes
    .filter(({ value }) => !liesIn(shared, value.startsWith('/') ? value : `${directory}/${value}`))
    .map(({ name, value }) => `${name} ${value} lies in no volume of the target: it is lost with the pod.`);
}

const liesIn = (folders: readonly string[], path: string): boolean =>
  folders.some((folder) => path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`));

/** ms-swift downloads below one folder; where nodes do not share it, each of them downloads. */
function cacheWarning(config: Config, { plain }: JobEnvironment, nodes: number, { shared }: Place): string[] {
  if (nodes === 1 && !shared) return [];
  const name = /^(?:1|true)$/i.test(envOf(config, 'USE_HF') ?? '') ? 'HF_HOME' : 'MODELSCOPE_CACHE';
  const value = new Map(plain).get(name);
  if (value === undefined) {
    const what = shared
      ? 'every job downloads the model anew'
      : `each of the ${nodes} nodes downloads the model for itself, unless they share the home folder`;
    return [`${name} is not set: ${what}. Set it to a folder that all nodes see.`];
  }
  return shared && !liesIn(shared, value)
    ? [`${name} ${value} lies in no volume of the target: every job downloads the model anew.`]
    : [];
}

/** A config file that was not found here can still be there on the nodes. */
function missingFile(config: Config, { uses }: LaunchSettings): string[] {
  const named = config.uses?.value;
  if (named === undefined || uses) return [];
  return [`${named} was not found here, so it does not travel with the job: it has to exist on every node.`];
}

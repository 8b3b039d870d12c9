import type { Config, Entry } from '../config/config';
import { envValueOf, toUnderscores } from '../config/lookup';
import { pluralize } from '../text/plural';
import type { JobEnvironment } from './environment';
import type { LaunchSettings } from './plan';
import type { Resources } from './resources';

/** What is known of the folders of a target. */
export interface RunFolders {
  /** The folder that the run starts in, undefined where only the image knows. */
  directory: string | undefined;
  /** True where that folder is another one than that of the config. */
  isMoved: boolean;
  /** Folders that outlive the run and that all nodes see; undefined where every absolute path is taken for one. */
  sharedFolders: readonly string[] | undefined;
}

/** Flags whose values are files or folders that a run reads, and those that it writes. */
const INPUT_FLAGS = [
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
const OUTPUT_FLAGS = ['save', 'output_dir', 'tensorboard_dir'];

/** Files, and folders that are written as such. `Qwen/Qwen2.5-7B` and `AI-ModelScope/alpaca` are names on a hub. */
const LOCAL_PATH = /^\.{1,2}\/|^~|\.(?:jsonl?|csv|tsv|txt|parquet|arrow|py)(?:#\d+)?$/;

/** Warns if CUDA_VISIBLE_DEVICES, which a job ignores, lists another number of GPUs than the job has. */
export function findDeviceWarnings(devices: Entry | undefined, { gpusPerNode }: Resources): string[] {
  const list = devices?.values[0]?.value;
  if (list === undefined) return [];
  const deviceCount = list.split(',').filter((part) => part.trim() !== '').length;
  if (deviceCount === gpusPerNode) return [];
  return [
    `CUDA_VISIBLE_DEVICES=${list} names ${pluralize(deviceCount, 'GPU')}, but a node of the job has ${gpusPerNode}. It is left out: all ${gpusPerNode} are used.`,
  ];
}

/** Paths and caches that mean something else on other machines. */
export function findPathWarnings(
  config: Config,
  environment: JobEnvironment,
  { nodes }: Resources,
  folders: RunFolders,
  settings: LaunchSettings,
): string[] {
  const inputs = pathsOfFlags(config, settings, INPUT_FLAGS);
  const outputs = outputFoldersOf(config, settings);
  const relative = [...inputs.filter(({ value }) => LOCAL_PATH.test(value)), ...outputs].filter(
    ({ value }) => !value.startsWith('/'),
  );
  const downloads = inputs.some(({ name, value }) => /model$|dataset$/.test(name) && isHubName(value));
  return [
    ...warnOfRelativePaths(relative, nodes, folders),
    ...warnOfLostOutputs(outputs, folders),
    ...(downloads ? warnOfMissingCache(config, environment, nodes, folders) : []),
    ...warnOfMissingConfigFile(config, settings),
  ];
}

interface FlagPath {
  name: string;
  value: string;
}

/** The folders that a run writes its results to. */
export const outputFoldersOf = (config: Config, settings: LaunchSettings): FlagPath[] =>
  pathsOfFlags(config, settings, OUTPUT_FLAGS);

/** The values of flags on the command line and in the config file that travels. */
function pathsOfFlags(config: Config, { configFile: uses }: LaunchSettings, names: readonly string[]): FlagPath[] {
  const entries = [...(uses?.config ? uses.config.flags : []), ...config.flags];
  return entries
    .filter(({ name }) => names.includes(toUnderscores(name)))
    .flatMap(({ name, values }) => values.flatMap(({ value }) => (value ? [{ name, value }] : [])));
}

const isHubName = (value: string): boolean => !/^[./~]/.test(value) && !LOCAL_PATH.test(value);

function warnOfRelativePaths(
  relative: readonly FlagPath[],
  nodes: number,
  { isMoved: moved, directory }: RunFolders,
): string[] {
  if (relative.length === 0 || (!moved && directory !== undefined && nodes === 1)) return [];
  const list = [...new Set(relative.map(({ name, value }) => `${name} ${value}`))].join(', ');
  const base = directory ?? 'the working directory of the image';
  const sharedNote = nodes > 1 && directory !== undefined ? `, which all ${nodes} nodes have to share` : '';
  return [`Relative paths are looked for below ${base}${sharedNote}: ${list}.`];
}

/** Checkpoints in a folder of the container go with the container. */
function warnOfLostOutputs(
  outputs: readonly FlagPath[],
  { sharedFolders: shared, directory = '' }: RunFolders,
): string[] {
  if (!shared) return [];
  return outputs
    .filter(({ value }) => !isInsideFolders(shared, value.startsWith('/') ? value : `${directory}/${value}`))
    .map(({ name, value }) => `${name} ${value} lies in no volume of the target: it is lost with the pod.`);
}

export const isInsideFolders = (folders: readonly string[], path: string): boolean =>
  folders.some((folder) => path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`));

/** ms-swift downloads below one folder; where nodes do not share it, each of them downloads. */
function warnOfMissingCache(
  config: Config,
  { plain }: JobEnvironment,
  nodes: number,
  { sharedFolders: shared }: RunFolders,
): string[] {
  if (nodes === 1 && !shared) return [];
  const name = /^(?:1|true)$/i.test(envValueOf(config, 'USE_HF') ?? '') ? 'HF_HOME' : 'MODELSCOPE_CACHE';
  const value = new Map(plain).get(name);
  if (value === undefined) {
    const consequence = shared
      ? 'every job downloads the model anew'
      : `each of the ${nodes} nodes downloads the model for itself, unless they share the home folder`;
    return [`${name} is not set: ${consequence}. Set it to a folder that all nodes see.`];
  }
  return shared && !isInsideFolders(shared, value)
    ? [`${name} ${value} lies in no volume of the target: every job downloads the model anew.`]
    : [];
}

/** A config file that was not found here can still be there on the nodes. */
function warnOfMissingConfigFile(config: Config, { configFile: uses }: LaunchSettings): string[] {
  const fileName = config.configFile?.value;
  if (fileName === undefined || uses) return [];
  return [`${fileName} was not found here, so it does not travel with the job: it has to exist on every node.`];
}

import type { Config, Entry } from '../config/config';
import { envValueOf, toUnderscores } from '../config/lookup';
import { pluralize } from '../text/plural';
import type { JobEnvironment } from './environment';
import type { LaunchSettings } from './plan';
import type { Resources } from './resources';

/** Folders of a target. */
export interface RunFolders {
  /** Folder that the run starts in; undefined if the image decides. */
  directory: string | undefined;
  /** True if that folder differs from the folder of the config. */
  isMoved: boolean;
  /** Folders that outlive the run and are visible to all nodes; undefined if any absolute path may be one. */
  sharedFolders: readonly string[] | undefined;
}

/** Flags whose values are files or folders that a run reads. */
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

/** Flags whose values are folders that a run writes to. */
const OUTPUT_FLAGS = ['save', 'output_dir', 'tensorboard_dir'];

/** Values that are paths. `Qwen/Qwen2.5-7B` and `AI-ModelScope/alpaca` are names on a hub. */
const LOCAL_PATH = /^\.{1,2}\/|^~|\.(?:jsonl?|csv|tsv|txt|parquet|arrow|py)(?:#\d+)?$/;

/** Warns if CUDA_VISIBLE_DEVICES, which a job ignores, lists another number of GPUs than the job has. */
export function findDeviceWarnings(devices: Entry | undefined, { gpusPerNode }: Resources): string[] {
  const list = devices?.values[0]?.value;
  if (list === undefined) return [];
  const deviceCount = list.split(',').filter((part) => part.trim() !== '').length;
  if (deviceCount === gpusPerNode) return [];
  return [
    `CUDA_VISIBLE_DEVICES=${list} lists ${pluralize(deviceCount, 'GPU')}, but each node of the job has ${gpusPerNode}. The variable is ignored, and all ${gpusPerNode} are used.`,
  ];
}

/** Warns of paths and caches that mean something else on other machines. */
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

/** Returns the folders that a run writes its results to. */
export const outputFoldersOf = (config: Config, settings: LaunchSettings): FlagPath[] =>
  pathsOfFlags(config, settings, OUTPUT_FLAGS);

/** Returns the values of flags on the command line and in the config file that is sent with the job. */
function pathsOfFlags(config: Config, { configFile }: LaunchSettings, names: readonly string[]): FlagPath[] {
  const entries = [...(configFile?.config.flags ?? []), ...config.flags];
  return entries
    .filter(({ name }) => names.includes(toUnderscores(name)))
    .flatMap(({ name, values }) => values.flatMap(({ value }) => (value ? [{ name, value }] : [])));
}

const isHubName = (value: string): boolean => !/^[./~]/.test(value) && !LOCAL_PATH.test(value);

function warnOfRelativePaths(
  relative: readonly FlagPath[],
  nodes: number,
  { isMoved, directory }: RunFolders,
): string[] {
  if (relative.length === 0 || (!isMoved && directory !== undefined && nodes === 1)) return [];
  const list = [...new Set(relative.map(({ name, value }) => `${name} ${value}`))].join(', ');
  const base = directory ?? 'the working directory of the image';
  const sharedNote =
    nodes > 1 && directory !== undefined ? `, which ${nodes === 2 ? 'both' : `all ${nodes}`} nodes must share` : '';
  return [`Relative paths are resolved against ${base}${sharedNote}: ${list}.`];
}

/** Warns of outputs that are deleted with the container. */
function warnOfLostOutputs(outputs: readonly FlagPath[], { sharedFolders, directory = '' }: RunFolders): string[] {
  if (!sharedFolders) return [];
  return outputs
    .filter(({ value }) => !isInsideFolders(sharedFolders, value.startsWith('/') ? value : `${directory}/${value}`))
    .map(
      ({ name, value }) =>
        `${name} ${value} is not in a writable volume of the target, so it is lost with the pod. Use a folder in a volume.`,
    );
}

export const isInsideFolders = (folders: readonly string[], path: string): boolean =>
  folders.some((folder) => path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`));

/** Warns if the download folder of ms-swift is not shared, so that each node or job downloads the model. */
function warnOfMissingCache(
  config: Config,
  { plain }: JobEnvironment,
  nodes: number,
  { sharedFolders }: RunFolders,
): string[] {
  if (nodes === 1 && !sharedFolders) return [];
  const name = /^(?:1|true)$/i.test(envValueOf(config, 'USE_HF') ?? '') ? 'HF_HOME' : 'MODELSCOPE_CACHE';
  const value = new Map(plain).get(name);
  if (value === undefined) {
    const consequence = sharedFolders
      ? 'every job downloads the model again'
      : `each of the ${nodes} nodes downloads the model, unless they share the home folder`;
    return [`${name} is not set, so ${consequence}. Set it to a folder that all nodes can access.`];
  }
  return sharedFolders && !isInsideFolders(sharedFolders, value)
    ? [
        `${name} ${value} is not in a writable volume of the target, so every job downloads the model again. Set it to a folder in a volume.`,
      ]
    : [];
}

/** Warns of a config file that was not found here, though it may exist on the nodes. */
function warnOfMissingConfigFile(config: Config, { configFile }: LaunchSettings): string[] {
  const fileName = config.configFile?.value;
  if (fileName === undefined || configFile) return [];
  return [`${fileName} was not found here, so it is not sent with the job. It must exist on every node.`];
}

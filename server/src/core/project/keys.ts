/** The kind of a value of `preflight.toml`, which decides how it is read, completed and described in the schema. */
export type KeyType = 'release' | 'gpus' | 'gib' | 'patterns' | 'folders' | 'severities' | 'overrides';

/** A key of `preflight.toml`. Its texts are those of completion, hover, schema and documentation. */
export interface ProjectKey {
  name: string;
  type: KeyType;
  /** One line without a period. */
  summary: string;
  /** Further sentences. */
  details: string;
  /** A statement that sets it. */
  example: string;
  /** The places that may set it: the top of the file, an `[[overrides]]` table, or both. */
  places: readonly ('file' | 'overrides')[];
  /** Names that other tools and the settings of the editor use for the same. */
  aliases: readonly string[];
}

const PATTERNS =
  'Patterns are relative to the folder of this file: `*` and `?` match within a name, `**` any number of folders, `[ab]` and `{a,b}` alternatives. A pattern that matches a folder includes everything below it.';

export const PROJECT_KEYS: readonly ProjectKey[] = [
  {
    name: 'release',
    type: 'release',
    summary: 'The ms-swift release that configs are checked against',
    details:
      'A release, a development version (`4.0.0.dev0`), `main`, or bounds (`>=4.1,<4.4`). Without it, the release is found from the script, the environment and the requirements of the project.',
    example: 'release = "4.6.0"',
    places: ['file', 'overrides'],
    aliases: ['version', 'swift-version', 'ms-swift', 'ms-swift.release'],
  },
  {
    name: 'gpus',
    type: 'gpus',
    summary: 'The total number of GPUs of runs that do not say it themselves',
    details: 'The GPUs of all nodes together.',
    example: 'gpus = 16',
    places: ['file', 'overrides'],
    aliases: ['world-size', 'num-gpus', 'gpu-count', 'n-gpus'],
  },
  {
    name: 'gpu-memory',
    type: 'gib',
    summary: 'The memory of each GPU in GiB, for runs that do not say it themselves',
    details: 'Without it, 80 GB are assumed, and no run is called too large for that alone.',
    example: 'gpu-memory = 80',
    places: ['file', 'overrides'],
    aliases: ['memory', 'vram', 'gpu-mem'],
  },
  {
    name: 'models',
    type: 'folders',
    summary: 'Folders that hold the config.json of models',
    details:
      'For `--model Qwen/Qwen3-8B`, `config.json` is read in `Qwen/Qwen3-8B` and in `Qwen3-8B` below each folder, for a path in the folder of its last name. A model that is at its own path takes precedence. Relative folders begin at the folder of this file.',
    example: 'models = ["model-configs"]',
    places: ['file', 'overrides'],
    aliases: ['model-paths', 'model-folders', 'model-config', 'model-dirs'],
  },
  {
    name: 'files',
    type: 'patterns',
    summary: 'YAML and JSON files that are training configs, whatever their keys are',
    details: `Other YAML files are training configs if their keys say so, or if a script names them. ${PATTERNS}`,
    example: 'files = ["configs/**/*.yaml"]',
    places: ['file'],
    aliases: ['include', 'configs'],
  },
  {
    name: 'exclude',
    type: 'patterns',
    summary: 'Files and folders that are not checked',
    details: `They are still completed and explained. ${PATTERNS}`,
    example: 'exclude = ["third_party"]',
    places: ['file'],
    aliases: ['ignore', 'excludes', 'extend-exclude'],
  },
  {
    name: 'severity',
    type: 'severities',
    summary: 'Severities of findings, by rule or by group',
    details:
      'The key is the id of a rule, or `group.*`, in quotes; the value is `error`, `warning`, `hint`, or `off` to hide the findings. A rule takes precedence over its group.',
    example: '[severity]\n"cli.unknown-flag" = "warning"',
    places: ['file', 'overrides'],
    aliases: ['severities', 'rules', 'rules.severity'],
  },
  {
    name: 'overrides',
    type: 'overrides',
    summary: 'Other settings for some files',
    details:
      'A table with `files` and the settings for them: `release`, `gpus`, `gpu-memory`, `models` and `severity`. If several tables match a file, the last one takes precedence.',
    example: '[[overrides]]\nfiles = ["experiments/**"]\ngpus = 8',
    places: ['file'],
    aliases: ['override'],
  },
];

/** The key that selects the files of an `[[overrides]]` table. */
export const OVERRIDE_FILES_KEY: ProjectKey = {
  name: 'files',
  type: 'patterns',
  summary: 'The files that the settings of this table are for',
  details: PATTERNS,
  example: 'files = ["experiments/**"]',
  places: ['overrides'],
  aliases: ['paths', 'include'],
};

/** The keys of the file, or those of an `[[overrides]]` table. */
export const keysOf = (place: 'file' | 'overrides'): ProjectKey[] => [
  ...(place === 'overrides' ? [OVERRIDE_FILES_KEY] : []),
  ...PROJECT_KEYS.filter(({ places }) => places.includes(place)),
];

/** Keys with which a file of a project would choose where and how something runs. No version of this file has them. */
export const LAUNCH_KEYS: readonly string[] = [
  'command',
  'executable',
  'executables',
  'host',
  'hosts',
  'interpreter',
  'kubectl',
  'kubernetes',
  'launch',
  'program',
  'programs',
  'python',
  'sbatch',
  'slurm',
  'ssh',
  'target',
  'targets',
];

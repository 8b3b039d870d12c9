import type { Config } from '../config/config';
import { entriesOf, findConfigFlag, findFlag, findVariable } from '../config/lookup';
import { baseName } from '../text/baseName';
import { pluralize } from '../text/plural';
import { createJobEnvironment, type JobEnvironment } from './environment';
import type { LaunchSettings } from './plan';
import { computeResources, describeResources, type JobSize, type Resources } from './resources';
import { findSecrets } from './secrets';
import { findDeviceWarnings, findPathWarnings, type RunFolders } from './warnings';
import { findScriptProblems, findScriptWarnings } from './wholeScript';
import { findUnknownFlagValues, toFlagRows } from './words';

/** What every task of a job does, once it knows its place. */
export type Task =
  /** One command, worked out to the last word. A config file that it names travels with it. */
  | {
      kind: 'command';
      command: string[];
      flagRows: string[][];
      configFile?: { name: string; text: string; flag: string[] };
    }
  /** The script as a whole, since some of its words are only known when it runs. */
  | { kind: 'script'; file: string; text: string };

/** A config on a cluster, before any engine’s own words: what Slurm and Kubernetes have in common. */
export interface ClusterJob {
  name: string;
  resources: Resources;
  task: Task;
  environment: JobEnvironment;
  /** The values that must not be shown. */
  secretValues: string[];
  secrets: string[];
  explain: string[];
  warnings: string[];
}

type JobTarget = JobSize & { name: string; environment?: Record<string, string> };

/** Works out the job, or says in words why there is none. */
export function createClusterJob(
  config: Config,
  target: JobTarget,
  settings: LaunchSettings,
  folders: RunFolders,
): ClusterJob | { problems: string[] } {
  const resources = computeResources(settings.variables, target);
  if (!resources) {
    return {
      problems: [
        `Neither target ${target.name} (gpusPerNode) nor the config (NPROC_PER_NODE) says how many GPUs a node has.`,
      ],
    };
  }
  if (/^(?:true|1)$/i.test(findFlag(config, 'use_ray')?.values[0]?.value ?? '')) {
    return {
      problems: ['use_ray starts the processes through a Ray cluster of its own, which a plan does not set up.'],
    };
  }
  const configEnvironment = createJobEnvironment(config, target.environment);
  const unknown = [...findUnknownFlagValues(config), ...configEnvironment.unknown];
  const runsWholeScript = unknown.length > 0 || config.mayHaveMoreFlags;
  const unknownTexts = unknown.map(({ text }) => `\`${text}\``).join(', ') || 'a word of the command';
  if (runsWholeScript && !(settings.isBashScript && settings.text !== undefined)) {
    return { problems: [`The value of ${unknownTexts} cannot be known, so there is no command to run.`] };
  }
  if (runsWholeScript && settings.sbatch) {
    return { problems: [`${unknownTexts} is only known when the script runs, and the script is made for Slurm.`] };
  }
  const task = runsWholeScript ? createScriptTask(settings) : createCommandTask(config, settings);
  const environment = runsWholeScript ? dropScriptVariables(configEnvironment, config) : configEnvironment;
  // What a script holds itself travels with it.
  const writtenSecrets = [
    ...configEnvironment.secrets.filter((each) => !environment.secrets.includes(each)),
    ...findSecretFlags(config, settings),
  ];
  const problems = runsWholeScript ? findScriptProblems(config, resources) : [];
  if (problems.length > 0) {
    const reason = `${unknownTexts} is only known when the script runs, so the whole script would have to run.`;
    return { problems: [reason, ...problems] };
  }
  return {
    name: jobNameOf(settings.name, config.command),
    resources,
    task,
    environment,
    secretValues: [...environment.secrets, ...writtenSecrets].flatMap(({ value }) => value ?? []),
    secrets: [...environment.secrets, ...writtenSecrets].map(({ name }) => name),
    explain: [
      ...(runsWholeScript
        ? [`${unknownTexts} is only known when the script runs, so the whole script runs on every node.`]
        : [
            `megatron ${config.command} with ${pluralize(config.flags.length, 'flag')} and ${pluralize(environment.plain.length + environment.secrets.length, 'environment variable')}.`,
          ]),
      `${describeResources(resources)}.`,
      ...explainReplaced(environment, runsWholeScript),
    ],
    warnings: [
      ...writtenSecrets.map(
        ({ name }) => `${name} holds a secret that is written into the job, where others may read it.`,
      ),
      ...(runsWholeScript ? findScriptWarnings(config, settings) : []),
      ...findDeviceWarnings(environment.devices, resources, runsWholeScript),
      ...findPathWarnings(config, environment, resources, folders, settings),
    ],
  };
}

/** A script that runs as a whole sets its own variables; what it takes from its caller is passed on. */
function dropScriptVariables(environment: JobEnvironment, config: Config): JobEnvironment {
  const isSetByScript = (name: string): boolean => findVariable(config, name) !== undefined;
  return {
    ...environment,
    plain: environment.plain.filter(([name]) => !isSetByScript(name)),
    secrets: environment.secrets.filter(({ name, value }) => value === undefined || !isSetByScript(name)),
  };
}

const createScriptTask = ({ file, text }: LaunchSettings): Task => ({ kind: 'script', file, text: text ?? '' });

function createCommandTask(config: Config, { configFile: uses }: LaunchSettings): Task {
  const command = ['megatron', config.command];
  const file = uses !== undefined && config.configFile?.value !== undefined ? config.configFile : undefined;
  if (!file || !uses) return { kind: 'command', command, flagRows: toFlagRows(config) };
  const configFlag = findConfigFlag(config);
  const withoutConfigFlag: Config = { ...config, flags: config.flags.filter((entry) => entry !== configFlag) };
  const flagRows = toFlagRows(withoutConfigFlag).slice(configFlag ? 0 : 1);
  const name = baseName(uses.name);
  return {
    kind: 'command',
    command,
    flagRows,
    configFile: { name, text: uses.text, flag: configFlag ? ['--config'] : [] },
  };
}

/** Flags, and entries of a config file that travels, whose values are written into the job as they are. */
const findSecretFlags = (config: Config, { configFile: uses }: LaunchSettings): { name: string; value: string }[] => [
  ...findSecrets(config.flags),
  ...findSecrets(uses?.config ? entriesOf(uses.config) : []).map(({ name, value }) => ({
    name: `${name.replace('--', '')} of ${uses?.name}`,
    value,
  })),
];

function explainReplaced({ replaced, devices }: JobEnvironment, runsWholeScript: boolean): string[] {
  if (runsWholeScript)
    return ['The job sets NNODES, NODE_RANK, MASTER_ADDR, MASTER_PORT and NPROC_PER_NODE before the script runs.'];
  const names = replaced.map(({ name }) => name);
  const leftOut = devices ? [...names, devices.name] : names;
  const sentence = 'The job sets NNODES, NODE_RANK, MASTER_ADDR, MASTER_PORT and NPROC_PER_NODE';
  return [
    leftOut.length === 0
      ? `${sentence}.`
      : `${sentence}; of the config, ${leftOut.join(', ')} ${leftOut.length === 1 ? 'is' : 'are'} left out.`,
  ];
}

/** The name of the file without its ending, in letters that every engine takes. */
function jobNameOf(file: string, command: string): string {
  const stem = file
    .replace(/\.\w+$/, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  return stem === '' ? `megatron-${command}` : stem.slice(0, 60);
}

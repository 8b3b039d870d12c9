import type { Command, Config, Scalar } from '../config/config';
import { entriesOf, findConfigFlag, findFlag, findVariable, nameOfCommand, wordsOfCommand } from '../config/lookup';
import { baseName } from '../text/baseName';
import { pluralize } from '../text/plural';
import { findSecrets, namesOfSecrets, redactSecrets } from '../text/secrets';
import { toFlagRows } from './argumentRows';
import { createJobEnvironment, type JobEnvironment } from './environment';
import type { LaunchSettings } from './plan';
import { computeResources, describeResources, type JobSize, type Resources } from './resources';
import { findScriptProblems, findScriptWarnings } from './scriptChecks';
import { findScriptServerProblems, findServerProblems, findServerWarnings } from './servers';
import { findUnknownFlagValues } from './unknownValues';
import { findDeviceWarnings, findPathWarnings, type RunFolders } from './warnings';

/** Task that runs on each node of a job, after the job has set the launcher variables. */
export type Task = CommandTask | ScriptTask;

/** One command whose arguments are all known. The config file that it names is sent with it. */
interface CommandTask {
  kind: 'command';
  command: string[];
  flagRows: string[][];
  configFile?: { name: string; text: string; flag: string[] };
}

/** An entire script, because some of its values are only known when it runs. */
interface ScriptTask {
  kind: 'script';
  file: string;
  text: string;
}

/** Job on a cluster without anything specific to Slurm or Kubernetes. */
export interface ClusterJob {
  name: string;
  resources: Resources;
  task: Task;
  environment: JobEnvironment;
  /** Values that must not be shown. */
  secretValues: string[];
  secrets: string[];
  explain: string[];
  warnings: string[];
}

type JobTarget = JobSize & { name: string; environment?: Record<string, string> };

/** Input that all jobs have. */
interface JobContext {
  config: Config;
  settings: LaunchSettings;
  folders: RunFolders;
  resources: Resources;
  /** Environment of the config and the target. */
  environment: JobEnvironment;
}

/** Creates the job for a config, or returns the reasons why there is none. */
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
        `The number of GPUs per node is unknown. Set gpusPerNode of target ${target.name}, or NPROC_PER_NODE in the config.`,
      ],
    };
  }
  if (!Number.isSafeInteger(resources.gpus)) {
    return {
      problems: [
        'The number of nodes and GPUs is too large. Correct NNODES and NPROC_PER_NODE, or set nodes of the target.',
      ],
    };
  }
  if (/^(?:true|1)$/i.test(findFlag(config, 'use_ray')?.values[0]?.value ?? '')) {
    return {
      problems: [
        'use_ray starts the processes through its own Ray cluster, which a plan does not set up. Remove use_ray.',
      ],
    };
  }
  const environment = createJobEnvironment(config, target.environment);
  const context = { config, settings, folders, resources, environment };
  const unknown = [...findUnknownFlagValues(config), ...environment.unknown];
  if (unknown.length > 0 || config.mayHaveMoreFlags) return createScriptJob(context, unknown);
  const problems = [...findServerProblems(config, settings), ...findExportProblems(config, resources)];
  return problems.length > 0 ? { problems } : createCommandJob(context);
}

/** `swift export` ignores the launcher variables: each node would convert the same checkpoint into the same folder. */
const findExportProblems = ({ command }: Config, { nodes }: Resources): string[] =>
  command === 'swift export' && nodes > 1
    ? [
        `\`swift export\` converts on one node, and each of the ${nodes} nodes would write the same folder. Set nodes of the target to 1, or use megatron export.`,
      ]
    : [];

/** Creates a job that runs one command. */
function createCommandJob(context: JobContext): ClusterJob {
  const { config, settings, resources, environment } = context;
  const variableCount = environment.plain.length + environment.secrets.length;
  return createJob(context, {
    task: createCommandTask(config, settings),
    environment,
    writtenSecrets: findSecretFlags(config, settings),
    summary: `${nameOfCommand(config.command)} with ${pluralize(config.flags.length, 'flag')} and ${pluralize(variableCount, 'environment variable')}.`,
    launcherNote: explainReplaced(environment),
    warnings: [...findDeviceWarnings(environment.devices, resources), ...findServerWarnings(settings, resources.nodes)],
  });
}

/** Creates a job that runs the entire script, if that is possible. */
function createScriptJob(context: JobContext, unknown: readonly Scalar[]): ClusterJob | { problems: string[] } {
  const { config, settings, resources, environment } = context;
  const { file, text, isBashScript, sbatch } = settings;
  const unknownTexts = unknown.map((scalar) => `\`${scalar.text}\``).join(', ') || 'an argument of the command';
  if (!isBashScript || text === undefined)
    return {
      problems: [`The value of ${unknownTexts} is unknown, so there is no command to run. Write the value itself.`],
    };
  if (sbatch)
    return {
      problems: [
        `${unknownTexts} is only known when the script runs, and the script is a batch script for Slurm. Write the value itself, or use a Slurm target.`,
      ],
    };
  const problems = [
    ...findScriptProblems(config, settings.variables, resources),
    ...findScriptServerProblems(settings, resources.nodes),
    ...findExportProblems(config, resources),
  ];
  if (problems.length > 0) {
    const reason = `${unknownTexts} is only known when the script runs, so the entire script would have to run.`;
    return { problems: [reason, ...problems] };
  }
  const passedEnvironment = dropScriptVariables(environment, config);
  const scriptSecrets = environment.secrets.filter((secret) => !passedEnvironment.secrets.includes(secret));
  return createJob(context, {
    task: { kind: 'script', file, text },
    environment: passedEnvironment,
    writtenSecrets: [...scriptSecrets, ...findSecretFlags(config, settings)],
    summary: `${unknownTexts} is only known when the script runs, so the entire script runs on every node.`,
    launcherNote: `The job sets ${LAUNCHER_LIST} before the script runs.`,
    warnings: findScriptWarnings(config, settings, environment.devices),
  });
}

/** Parts in which a job that runs a command differs from one that runs a script. */
interface JobParts {
  task: Task;
  environment: JobEnvironment;
  /** Secrets that are written into the job. Those of variables without a known value are not. */
  writtenSecrets: { name: string; value: string | undefined }[];
  summary: string;
  launcherNote: string;
  warnings: string[];
}

function createJob({ config, settings, folders, resources }: JobContext, parts: JobParts): ClusterJob {
  const { task, environment, writtenSecrets } = parts;
  const secrets = [...environment.secrets, ...writtenSecrets];
  return {
    name: jobNameOf(settings.name, config.command),
    resources,
    task,
    environment,
    secretValues: secrets.flatMap(({ value }) => value ?? []),
    secrets: namesOfSecrets(secrets),
    explain: [parts.summary, `${describeResources(resources)}.`, parts.launcherNote],
    warnings: [
      ...namesOfSecrets(writtenSecrets).map(
        (name) => `${name} contains a secret that is written into the job, where others may read it.`,
      ),
      ...parts.warnings,
      ...findPathWarnings(config, environment, resources, folders, settings),
    ],
  };
}

/** Removes the variables that the script sets itself. Those that it takes from its caller are passed on. */
function dropScriptVariables(environment: JobEnvironment, config: Config): JobEnvironment {
  const isSetByScript = (name: string): boolean => findVariable(config, name) !== undefined;
  return {
    ...environment,
    plain: environment.plain.filter(([name]) => !isSetByScript(name)),
    secrets: environment.secrets.filter(({ name, value }) => value === undefined || !isSetByScript(name)),
  };
}

function createCommandTask(config: Config, { configFile }: LaunchSettings): CommandTask {
  const command = wordsOfCommand(config.command);
  if (!configFile || config.configFile?.value === undefined)
    return { kind: 'command', command, flagRows: toFlagRows(config) };
  const configFlag = findConfigFlag(config);
  const withoutConfigFlag: Config = { ...config, flags: config.flags.filter((entry) => entry !== configFlag) };
  return {
    kind: 'command',
    command,
    flagRows: toFlagRows(withoutConfigFlag).slice(configFlag ? 0 : 1),
    configFile: { name: baseName(configFile.name), text: configFile.text, flag: configFlag ? ['--config'] : [] },
  };
}

/** Returns the job with `<secret>` for each secret, as a plan shows it. */
export function hideSecrets(job: ClusterJob): ClusterJob {
  const hide = (text: string): string => redactSecrets(text, job.secretValues);
  const { environment } = job;
  return {
    ...job,
    task: mapTexts(job.task, hide),
    environment: { ...environment, plain: mapTexts(environment.plain, hide) },
  };
}

/** Changes all strings of plain data. */
function mapTexts<T>(data: T, change: (text: string) => string): T {
  const map = (value: unknown): unknown => {
    if (typeof value === 'string') return change(value);
    if (Array.isArray(value)) return value.map(map);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, map(field)]));
  };
  return map(data) as T;
}

/** Returns the secrets among the flags and in the config file that is sent, which are written into the job. */
const findSecretFlags = (config: Config, { configFile }: LaunchSettings): { name: string; value: string }[] => [
  ...findSecrets(config.flags),
  ...findSecrets(configFile ? entriesOf(configFile.config) : []).map(({ name, value }) => ({
    name: `${name.replace('--', '')} of ${configFile?.name}`,
    value,
  })),
];

const LAUNCHER_LIST = 'NNODES, NODE_RANK, MASTER_ADDR, MASTER_PORT and NPROC_PER_NODE';

function explainReplaced({ replaced, devices }: JobEnvironment): string {
  const leftOut = [...replaced, ...(devices ? [devices] : [])].map(({ name }) => name);
  const sentence = `The job sets ${LAUNCHER_LIST}.`;
  return leftOut.length === 0 ? sentence : `${sentence} Ignored variables of the config: ${leftOut.join(', ')}.`;
}

const MAX_NAME_LENGTH = 60;

/** Returns the name of the file without its extension, in characters that all clusters accept. */
function jobNameOf(file: string, command: Command): string {
  const stem = file
    .replace(/\.\w+$/, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+|(?<![-.])[-.]+$/g, '');
  return stem === '' ? wordsOfCommand(command).join('-') : stem.slice(0, MAX_NAME_LENGTH);
}

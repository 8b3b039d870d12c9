import { type Config, entriesOf, flagNamed, namingFlag, variableNamed } from '../config/config';
import { baseName } from '../text/baseName';
import { count } from '../text/plural';
import { type JobEnvironment, jobEnvironment } from './environment';
import type { LaunchSettings } from './plan';
import { describeResources, type Resources, resourcesFor, type Size } from './resources';
import { secretsIn } from './secrets';
import { deviceWarnings, type Place, placeWarnings } from './warnings';
import { scriptProblems, scriptWarnings } from './wholeScript';
import { flagRows, unknownFlagWords } from './words';

/** What every task of a job does, once it knows its place. */
export type Task =
  /** One command, worked out to the last word. A config file that it names travels with it. */
  | {
      does: 'command';
      words: string[];
      rows: string[][];
      configFile?: { name: string; text: string; option: string[] };
    }
  /** The script as a whole, since some of its words are only known when it runs. */
  | { does: 'script'; file: string; text: string };

/** A config on a cluster, before any engine’s own words: what Slurm and Kubernetes have in common. */
export interface Job {
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

type JobTarget = Size & { name: string; environment?: Record<string, string> };

/** Works out the job, or says in words why there is none. */
export function jobOf(
  config: Config,
  target: JobTarget,
  settings: LaunchSettings,
  place: Place,
): Job | { problems: string[] } {
  const resources = resourcesFor(settings.variables, target);
  if (!resources) {
    return {
      problems: [
        `Neither target ${target.name} (gpusPerNode) nor the config (NPROC_PER_NODE) says how many GPUs a node has.`,
      ],
    };
  }
  if (/^(?:true|1)$/i.test(flagNamed(config, 'use_ray')?.values[0]?.value ?? '')) {
    return {
      problems: ['use_ray starts the processes through a Ray cluster of its own, which a plan does not set up.'],
    };
  }
  const own = jobEnvironment(config, target.environment);
  const unknown = [...unknownFlagWords(config), ...own.unknown];
  const whole = unknown.length > 0 || config.open;
  const texts = unknown.map(({ text }) => `\`${text}\``).join(', ') || 'a word of the command';
  if (whole && !(settings.runsAsScript && settings.text !== undefined)) {
    return { problems: [`The value of ${texts} cannot be known, so there is no command to run.`] };
  }
  if (whole && settings.batch) {
    return { problems: [`${texts} is only known when the script runs, and the script is made for Slurm.`] };
  }
  const task = whole ? wholeScript(settings) : commandTask(config, settings);
  const environment = whole ? withoutConfig(own, config) : own;
  // What a script holds itself travels with it.
  const written = [
    ...own.secrets.filter((each) => !environment.secrets.includes(each)),
    ...secretFlags(config, settings),
  ];
  const problems = whole ? scriptProblems(config, resources) : [];
  if (problems.length > 0) {
    const why = `${texts} is only known when the script runs, so the whole script would have to run.`;
    return { problems: [why, ...problems] };
  }
  return {
    name: jobName(settings.name, config.command),
    resources,
    task,
    environment,
    secretValues: [...environment.secrets, ...written].flatMap(({ value }) => value ?? []),
    secrets: [...environment.secrets, ...written].map(({ name }) => name),
    explain: [
      ...(whole
        ? [`${texts} is only known when the script runs, so the whole script runs on every node.`]
        : [
            `megatron ${config.command} with ${count(config.flags.length, 'flag')} and ${count(environment.plain.length + environment.secrets.length, 'environment variable')}.`,
          ]),
      `${describeResources(resources)}.`,
      ...replacedText(environment, whole),
    ],
    warnings: [
      ...written.map(({ name }) => `${name} holds a secret that is written into the job, where others may read it.`),
      ...(whole ? scriptWarnings(config, settings) : []),
      ...deviceWarnings(environment.devices, resources, whole),
      ...placeWarnings(config, environment, resources, place, settings),
    ],
  };
}

/** A script that runs as a whole sets its own variables; what it takes from its caller is passed on. */
function withoutConfig(own: JobEnvironment, config: Config): JobEnvironment {
  const isOfScript = (name: string): boolean => variableNamed(config, name) !== undefined;
  return {
    ...own,
    plain: own.plain.filter(([name]) => !isOfScript(name)),
    secrets: own.secrets.filter(({ name, value }) => value === undefined || !isOfScript(name)),
  };
}

const wholeScript = ({ file, text }: LaunchSettings): Task => ({ does: 'script', file, text: text ?? '' });

function commandTask(config: Config, { uses }: LaunchSettings): Task {
  const words = ['megatron', config.command];
  const file = uses !== undefined && config.uses?.value !== undefined ? config.uses : undefined;
  if (!file || !uses) return { does: 'command', words, rows: flagRows(config) };
  const behind = namingFlag(config);
  const alone: Config = { ...config, flags: config.flags.filter((entry) => entry !== behind) };
  const rows = flagRows(alone).slice(behind ? 0 : 1);
  const name = baseName(uses.name);
  return { does: 'command', words, rows, configFile: { name, text: uses.text, option: behind ? ['--config'] : [] } };
}

/** Flags, and entries of a config file that travels, whose values are written into the job as they are. */
const secretFlags = (config: Config, { uses }: LaunchSettings): { name: string; value: string }[] => [
  ...secretsIn(config.flags),
  ...secretsIn(uses?.config ? entriesOf(uses.config) : []).map(({ name, value }) => ({
    name: `${name.replace('--', '')} of ${uses?.name}`,
    value,
  })),
];

function replacedText({ replaced, devices }: JobEnvironment, whole: boolean): string[] {
  if (whole)
    return ['The job sets NNODES, NODE_RANK, MASTER_ADDR, MASTER_PORT and NPROC_PER_NODE before the script runs.'];
  const names = replaced.map(({ name }) => name);
  const left = devices ? [...names, devices.name] : names;
  const all = 'The job sets NNODES, NODE_RANK, MASTER_ADDR, MASTER_PORT and NPROC_PER_NODE';
  return [
    left.length === 0
      ? `${all}.`
      : `${all}; of the config, ${left.join(', ')} ${left.length === 1 ? 'is' : 'are'} left out.`,
  ];
}

/** The name of the file without its ending, in letters that every engine takes. */
function jobName(file: string, command: string): string {
  const stem = file
    .replace(/\.\w+$/, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  return stem === '' ? `megatron-${command}` : stem.slice(0, 60);
}

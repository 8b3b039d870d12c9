import type { Config } from '../../config/config';
import {
  entriesOf,
  envValueOf,
  findVariable,
  nameOfCommand,
  toExports,
  variablesOf,
  wordsOfCommand,
} from '../../config/lookup';
import { pluralize } from '../../text/plural';
import { findSecrets, namesOfSecrets } from '../../text/secrets';
import { toFlagRows } from '../argumentRows';
import { checkInput } from '../inputLimits';
import { createPlanFile, createStep, type LaunchSettings, type Plan, type PlanParts, type ServerUse } from '../plan';
import type { Resources } from '../resources';
import { findNeededServers } from '../servers';
import type { Planner } from '../targetKind';
import { findUnknownValues } from '../unknownValues';
import { isShellVariable } from '../variableNames';
import { printScript } from './script';
import type { LocalTarget } from './target';

export const localPlanner: Planner<LocalTarget> = {
  setsJobSize: () => false,
  plan: (config, _, settings) => planLocal(config, settings),
};

/** Plans one command as written, or the entire script if some value is only known to the shell. */
function planLocal(config: Config, settings: LaunchSettings): PlanParts {
  // `megatron` passes the variables to torchrun that a script passes itself.
  const run: Config = config.startsScript
    ? { ...config, exports: toExports([]), variables: settings.variables }
    : config;
  // Without a number of processes, `megatron` starts them otherwise than the script.
  const isOther = config.startsScript && !findVariable(run, 'NPROC_PER_NODE');
  const unknown = isOther ? [{ text: '' }] : findUnknownValues(run);
  const servers = findNeededServers(settings);
  const parts =
    unknown.length > 0
      ? planScript(unknown, settings)
      : servers.length > 0
        ? planScriptWithServers(servers, settings)
        : planCommand(run, settings);
  const warnings = warnOfOtherNodes(settings);
  return { jobName: settings.name, resources: localResourcesOf(settings), ...parts, warnings };
}

/** Warns of a run on several nodes, of which a terminal starts one. */
function warnOfOtherNodes({ variables }: LaunchSettings): string[] {
  const nodes = Number(envValueOf({ variables }, 'NNODES') ?? 1) || 1;
  if (nodes < 2) return [];
  const others =
    nodes === 2
      ? 'the other node runs the same command with its own NODE_RANK'
      : `the other ${nodes - 1} nodes run the same command with their own NODE_RANK`;
  return [
    `The run has ${nodes} nodes (NNODES), but only this machine starts. It waits until ${others}. Select a cluster to start all of them.`,
  ];
}

/** Returns one node with as many GPUs as the config starts processes. */
function localResourcesOf({ variables }: LaunchSettings): Resources {
  const gpus = Number(envValueOf({ variables }, 'NPROC_PER_NODE') ?? 1) || 1;
  return { nodes: 1, gpusPerNode: gpus, gpus };
}

function planScript(unknown: readonly { text: string }[], settings: LaunchSettings): PlanParts {
  const texts = unknown.map(({ text }) => text).filter((text) => text !== '');
  const unknownTexts = texts.map((text) => `\`${text}\``).join(', ') || 'an argument of the launcher';
  if (!settings.isBashScript)
    return {
      problems: [`The value of ${unknownTexts} is unknown, so there is no command to run. Write the value itself.`],
    };
  return {
    ...runScriptFile(settings),
    explain: [
      `${unknownTexts} is only known when the script runs, so the entire file runs.`,
      ...explainOtherCommands(settings),
    ],
  };
}

const explainOtherCommands = ({ commandCount }: LaunchSettings): string[] =>
  commandCount > 1 ? [`The entire file runs, including ${pluralize(commandCount - 1, 'more training command')}.`] : [];

/** Plans the entire script, since the command alone would wait for a server that only the script starts. */
const planScriptWithServers = (servers: ServerUse['started'], settings: LaunchSettings): PlanParts => ({
  ...runScriptFile(settings),
  explain: [
    `The run takes its completions from ${servers.map(({ name, line }) => `\`${name}\` (line ${line + 1})`).join(' and ')}, so the entire file runs.`,
    ...explainOtherCommands(settings),
  ],
});

/** Paths that mean the same in every shell of a terminal, inside the quotes of bash or without. */
const PLAIN_PATH = /^[\p{L}\p{M}\p{N}_./:@+=, -]+$/u;

/** Runs the file itself. The path of any other file is not typed into a terminal, but written to a script. */
function runScriptFile(settings: LaunchSettings): Pick<Plan, 'submit'> & Partial<Pick<Plan, 'files'>> {
  const { file, name, line, directory } = settings;
  if (PLAIN_PATH.test(file)) return { submit: createStep(['bash', file]) };
  const remarks = [`${name}, line ${line + 1}: the entire script, on this machine`];
  const script = printScript({ remarks, directory, environment: [], command: ['bash', '--', file], flags: [] });
  return runScript(script, settings, []);
}

/** Runs a script that the plan contains. Its name is safe in every shell. */
function runScript(
  script: string,
  { name, line, storage }: LaunchSettings,
  secretValues: readonly string[],
): Pick<Plan, 'submit' | 'files'> {
  const scriptName = `${name.replace(/[^\w.-]+/g, '_').slice(0, MAX_NAME_LENGTH)}-${line + 1}.sh`;
  return {
    files: [createPlanFile(scriptName, script, secretValues)],
    submit: createStep(['bash', `${storage}/${scriptName}`]),
  };
}

/** Longest name of a script, in characters, without the number of the line. */
const MAX_NAME_LENGTH = 100;

function planCommand(config: Config, settings: LaunchSettings): PlanParts {
  const variables = variablesOf(config).map((entry) => [entry.name, entry.values[0]?.value ?? ''] as const);
  const environment = variables.filter(([variable]) => !isShellVariable(variable));
  const ignored = variables.map(([variable]) => variable).filter(isShellVariable);
  const flags = toFlagRows(config);
  const script = printScript({
    remarks: [`${settings.name}, line ${settings.line + 1}: ${nameOfCommand(config.command)}, on this machine`],
    directory: settings.directory,
    environment,
    command: wordsOfCommand(config.command),
    flags,
  });
  const secrets = findSecrets(entriesOf(config));
  const secretNames = namesOfSecrets(secrets);
  const secretValues = secrets.map(({ value }) => value);
  return {
    ...runScript(script, settings, secretValues),
    problems: checkInput({ words: flags.flat(), variables: environment }),
    secrets: secretNames,
    explain: [
      `${nameOfCommand(config.command)} with ${pluralize(flags.length, 'flag')} and ${pluralize(environment.length, 'environment variable')}.`,
      ...(ignored.length > 0 ? [`Ignored variables, which bash itself sets: ${ignored.join(', ')}.`] : []),
      ...(secretNames.length > 0 ? [`Written to a script that only you can read: ${secretNames.join(', ')}.`] : []),
    ],
  };
}

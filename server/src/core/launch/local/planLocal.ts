import type { Config } from '../../config/config';
import { entriesOf, envValueOf, variablesOf } from '../../config/lookup';
import { pluralize } from '../../text/plural';
import { findSecrets, namesOfSecrets } from '../../text/secrets';
import { createPlanFile, createStep, type LaunchSettings, type PlanParts } from '../plan';
import type { Resources } from '../resources';
import type { Planner } from '../targetKind';
import { findUnknownValues, toFlagRows } from '../words';
import { printScript } from './script';
import type { LocalTarget } from './target';

export const localPlanner: Planner<LocalTarget> = {
  form: 'script',
  setsJobSize: () => false,
  plan: (config, _, settings) => planLocal(config, settings),
};

/** Plans one command as written, or the entire script if some value is only known to the shell. */
function planLocal(config: Config, settings: LaunchSettings): PlanParts {
  const unknown = findUnknownValues(config);
  const parts = unknown.length === 0 ? planCommand(config, settings) : planScript(unknown, settings);
  return { jobName: settings.name, resources: localResourcesOf(settings), ...parts };
}

/** Returns one node with as many GPUs as the config starts processes. */
function localResourcesOf({ variables }: LaunchSettings): Resources {
  const gpus = Number(envValueOf({ variables }, 'NPROC_PER_NODE') ?? 1) || 1;
  return { nodes: 1, gpusPerNode: gpus, gpus };
}

function planScript(unknown: readonly { text: string }[], settings: LaunchSettings): PlanParts {
  const unknownTexts = unknown.map(({ text }) => `\`${text}\``).join(', ');
  if (!settings.isBashScript)
    return {
      problems: [`The value of ${unknownTexts} is unknown, so there is no command to run. Write the value itself.`],
    };
  const otherCommands = settings.commandCount - 1;
  return {
    submit: createStep(['bash', settings.file]),
    explain: [
      `${unknownTexts} is only known when the script runs, so the entire file runs.`,
      ...(otherCommands > 0
        ? [`The entire file runs, including ${pluralize(otherCommands, 'more training command')}.`]
        : []),
    ],
  };
}

function planCommand(config: Config, settings: LaunchSettings): PlanParts {
  const environment = variablesOf(config).map((entry) => [entry.name, entry.values[0]?.value ?? ''] as const);
  const flags = toFlagRows(config);
  const script = printScript({
    remarks: [`${settings.name}, line ${settings.line + 1}: megatron ${config.command}, on this machine`],
    directory: settings.directory,
    environment,
    command: ['megatron', config.command],
    flags,
  });
  const name = `${settings.name.replace(/[^\w.-]+/g, '_')}-${settings.line + 1}.sh`;
  const secrets = findSecrets(entriesOf(config));
  const secretNames = namesOfSecrets(secrets);
  const secretValues = secrets.map(({ value }) => value);
  return {
    files: [createPlanFile(name, script, secretValues)],
    submit: createStep(['bash', `${settings.storage}/${name}`]),
    secrets: secretNames,
    explain: [
      `megatron ${config.command} with ${pluralize(flags.length, 'flag')} and ${pluralize(environment.length, 'environment variable')}.`,
      ...(secretNames.length > 0 ? [`Written to a script that only you can read: ${secretNames.join(', ')}.`] : []),
    ],
  };
}

import type { Config } from '../../config/config';
import { entriesOf, envValueOf, variablesOf } from '../../config/lookup';
import { pluralize } from '../../text/plural';
import { createStep, emptyPlan, type LaunchSettings, type Plan } from '../plan';
import type { Resources } from '../resources';
import { findSecrets, redactSecrets } from '../secrets';
import type { LocalTarget } from '../target';
import { findUnknownValues, toFlagRows } from '../words';
import { printScript } from './script';

/** Runs one command as it is written. Where some word is only known to the shell, the whole script has to run. */
export function planLocal(config: Config, target: LocalTarget, settings: LaunchSettings): Plan {
  const unknown = findUnknownValues(config);
  const base = { ...emptyPlan(target, settings, []), jobName: settings.name, resources: localResourcesOf(settings) };
  if (unknown.length === 0) return planCommand(config, settings, base);
  const unknownTexts = unknown.map((word) => `\`${word.text}\``).join(', ');
  if (!settings.isBashScript) {
    return { ...base, problems: [`The value of ${unknownTexts} cannot be known, so there is no command to run.`] };
  }
  const otherCommands = settings.commandCount - 1;
  return {
    ...base,
    submit: createStep(['bash', settings.file]),
    explain: [
      `${unknownTexts} is only known when the script runs, so the whole file runs.`,
      ...(otherCommands > 0
        ? [`The file holds ${pluralize(otherCommands, 'more training command')}, which run too.`]
        : []),
    ],
  };
}

/** One node with as many processes as the config starts on it. */
function localResourcesOf({ variables }: LaunchSettings): Resources {
  const gpus = Number(envValueOf({ variables }, 'NPROC_PER_NODE') ?? 1) || 1;
  return { nodes: 1, gpusPerNode: gpus, gpus };
}

function planCommand(config: Config, settings: LaunchSettings, base: Plan): Plan {
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
  const shown = redactSecrets(
    script,
    secrets.map(({ value }) => value),
  );
  return {
    ...base,
    files: [{ name, text: script, ...(shown !== script && { shown }) }],
    submit: createStep(['bash', `${settings.storage}/${name}`]),
    secrets: secrets.map((secret) => secret.name),
    explain: [
      `megatron ${config.command} with ${pluralize(flags.length, 'flag')} and ${pluralize(environment.length, 'environment variable')}.`,
      ...(secrets.length > 0
        ? [`${secrets.map((secret) => secret.name).join(', ')}: written to a script that only you can read.`]
        : []),
    ],
  };
}

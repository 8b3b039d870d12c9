import { type Config, entriesOf, envOf, variablesOf } from '../../config/config';
import { count } from '../../text/plural';
import { cannotPlan, type LaunchSettings, type Plan, stepOf } from '../plan';
import type { Resources } from '../resources';
import { secretsIn, withoutSecrets } from '../secrets';
import type { LocalTarget } from '../target';
import { flagRows, unknownWords } from '../words';
import { printScript } from './script';

/** Runs one command as it is written. Where some word is only known to the shell, the whole script has to run. */
export function planLocal(config: Config, target: LocalTarget, settings: LaunchSettings): Plan {
  const unknown = unknownWords(config);
  const base = { ...cannotPlan(target, settings, []), jobName: settings.name, resources: resourcesOf(settings) };
  if (unknown.length === 0) return planCommand(config, settings, base);
  const words = unknown.map((word) => `\`${word.text}\``).join(', ');
  if (!settings.runsAsScript) {
    return { ...base, problems: [`The value of ${words} cannot be known, so there is no command to run.`] };
  }
  const others = settings.commands - 1;
  return {
    ...base,
    submit: stepOf(['bash', settings.file]),
    explain: [
      `${words} is only known when the script runs, so the whole file runs.`,
      ...(others > 0 ? [`The file holds ${count(others, 'more training command')}, which run too.`] : []),
    ],
  };
}

/** One node with as many processes as the config starts on it. */
function resourcesOf({ variables }: LaunchSettings): Resources {
  const gpus = Number(envOf({ variables }, 'NPROC_PER_NODE') ?? 1) || 1;
  return { nodes: 1, gpusPerNode: gpus, gpus };
}

function planCommand(config: Config, settings: LaunchSettings, base: Plan): Plan {
  const environment = variablesOf(config).map((entry) => [entry.name, entry.values[0]?.value ?? ''] as const);
  const flags = flagRows(config);
  const script = printScript({
    remarks: [`${settings.name}, line ${settings.line + 1}: megatron ${config.command}, on this machine`],
    directory: settings.directory,
    environment,
    command: ['megatron', config.command],
    flags,
  });
  const name = `${settings.name.replace(/[^\w.-]+/g, '_')}-${settings.line + 1}.sh`;
  const secrets = secretsIn(entriesOf(config));
  const shown = withoutSecrets(
    script,
    secrets.map(({ value }) => value),
  );
  return {
    ...base,
    files: [{ name, text: script, ...(shown !== script && { shown }) }],
    submit: stepOf(['bash', `${settings.storage}/${name}`]),
    secrets: secrets.map((secret) => secret.name),
    explain: [
      `megatron ${config.command} with ${count(flags.length, 'flag')} and ${count(environment.length, 'environment variable')}.`,
      ...(secrets.length > 0
        ? [`${secrets.map((secret) => secret.name).join(', ')}: written to a script that only you can read.`]
        : []),
    ],
  };
}

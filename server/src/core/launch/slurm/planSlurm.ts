import type { Config } from '../../config/config';
import { tooLong } from '../argumentLimits';
import { fingerprintOf } from '../fingerprint';
import { type Job, jobOf } from '../job';
import { cannotPlan, type LaunchSettings, type Plan } from '../plan';
import { describeResources } from '../resources';
import { withoutSecrets } from '../secrets';
import type { SlurmTarget } from '../target';
import { writesOf } from '../warnings';
import { planAsItIs } from './existingScript';
import { type Folders, printSbatch } from './sbatchScript';
import { sbatchStep } from './sbatchStep';

/** One batch script, read by sbatch from its standard input: nothing has to be copied to the cluster first. */
export function planSlurm(config: Config, target: SlurmTarget, settings: LaunchSettings): Plan {
  if (settings.batch) return planAsItIs(config, settings.batch, target, settings);
  if (target.host !== undefined && target.workingDirectory === undefined) {
    const why = `Target ${target.name} is on ${target.host}, where ${settings.directory} may not exist: give the target a workingDirectory.`;
    return cannotPlan(target, settings, [why]);
  }
  const directory = target.workingDirectory ?? settings.directory;
  const folders = { directory, logs: target.logDirectory ?? directory };
  const place = { directory, moved: directory !== settings.directory, shared: undefined };
  const job = jobOf(config, target, settings, place);
  if ('problems' in job) return cannotPlan(target, settings, job.problems);
  const remarks = [
    `${settings.name}, line ${settings.line + 1}: megatron ${config.command} on ${describeResources(job.resources)}`,
  ];
  const fingerprint = fingerprintOf(printSbatch(job, target, folders, [], ''));
  const text = printSbatch(job, target, folders, remarks, `preflight:${fingerprint}`);
  const name = `${job.name}.sbatch`;
  const shown = withoutSecrets(text, job.secretValues);
  const passes = job.environment.secrets.map((secret) => secret.name);
  return {
    ...cannotPlan(target, settings, [...tooLong(job.task), ...brokenSecrets(target, job), ...brokenFolders(folders)]),
    jobName: job.name,
    directory,
    files: [{ name, text, ...(shown !== text && { shown }) }],
    directories: folders.logs === directory ? [] : [folders.logs],
    writes: writesOf(config, settings).map(({ value }) => (value.startsWith('/') ? value : `${directory}/${value}`)),
    submit: sbatchStep(target, ['--parsable'], name, passes),
    validate: sbatchStep(target, ['--test-only'], name, passes),
    resources: job.resources,
    environment: Object.fromEntries(
      job.environment.secrets.flatMap((secret) => (secret.value === undefined ? [] : [[secret.name, secret.value]])),
    ),
    explain: [...job.explain, ...secretsText(passes, target.host), ...startText(target)],
    warnings: [...job.warnings, ...containerWarnings(target, directory)],
    secrets: job.secrets,
    fingerprint,
  };
}

/** Through a connection, secrets travel a line each. */
const brokenSecrets = ({ host }: SlurmTarget, { environment }: Job): string[] =>
  environment.secrets
    .filter(({ value }) => host !== undefined && value?.includes('\n'))
    .map(({ name }) => `${name} holds a line break, which cannot travel to ${host}.`);

/** An option of sbatch ends with its line. */
const brokenFolders = ({ directory, logs }: Folders): string[] =>
  [directory, logs].some((folder) => /[\r\n]/.test(folder))
    ? ['The name of the folder holds a line break, which sbatch cannot read. Give the target a workingDirectory.']
    : [];

function secretsText(names: readonly string[], host: string | undefined): string[] {
  if (names.length === 0) return [];
  const how = host === undefined ? 'through the environment of sbatch' : 'to sbatch through the connection';
  return [`${names.join(', ')} ${names.length === 1 ? 'goes' : 'go'} ${how}, and into no file.`];
}

const startText = ({ preamble, container }: SlurmTarget): string[] =>
  preamble?.length || container
    ? []
    : [
        'The job starts with the login environment of the node. What finds megatron there (a module, a conda environment) belongs in the preamble of the target.',
      ];

function containerWarnings({ container }: SlurmTarget, directory: string): string[] {
  if (!container) return [];
  const mounted = (container.mounts ?? []).map((mount) => mount.split(':')[1] ?? '');
  const workdir = container.workdir ?? directory;
  const isSeen = mounted.some((folder) => workdir === folder || workdir.startsWith(`${folder.replace(/\/$/, '')}/`));
  if (isSeen) return [];
  return [`${workdir} is in none of the container’s mounts, so the run may not see it.`];
}

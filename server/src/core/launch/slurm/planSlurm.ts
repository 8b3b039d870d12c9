import type { Config } from '../../config/config';
import { checkArgumentLengths } from '../argumentLimits';
import { fingerprintOf } from '../fingerprint';
import { type ClusterJob, createClusterJob } from '../job';
import { emptyPlan, type LaunchSettings, type Plan } from '../plan';
import { describeResources } from '../resources';
import { redactSecrets } from '../secrets';
import type { SlurmTarget } from '../target';
import { outputFoldersOf } from '../warnings';
import { planExistingScript } from './existingScript';
import { type JobFolders, printSbatchScript } from './sbatchScript';
import { createSbatchStep } from './sbatchStep';

/** One batch script, read by sbatch from its standard input: nothing has to be copied to the cluster first. */
export function planSlurm(config: Config, target: SlurmTarget, settings: LaunchSettings): Plan {
  if (settings.sbatch) return planExistingScript(config, settings.sbatch, target, settings);
  if (target.host !== undefined && target.workingDirectory === undefined) {
    const reason = `Target ${target.name} is on ${target.host}, where ${settings.directory} may not exist: give the target a workingDirectory.`;
    return emptyPlan(target, settings, [reason]);
  }
  const directory = target.workingDirectory ?? settings.directory;
  const folders = { directory, logs: target.logDirectory ?? directory };
  const runFolders = { directory, isMoved: directory !== settings.directory, sharedFolders: undefined };
  const job = createClusterJob(config, target, settings, runFolders);
  if ('problems' in job) return emptyPlan(target, settings, job.problems);
  const remarks = [
    `${settings.name}, line ${settings.line + 1}: megatron ${config.command} on ${describeResources(job.resources)}`,
  ];
  const fingerprint = fingerprintOf(printSbatchScript(job, target, folders, [], ''));
  const text = printSbatchScript(job, target, folders, remarks, `preflight:${fingerprint}`);
  const name = `${job.name}.sbatch`;
  const shown = redactSecrets(text, job.secretValues);
  const secretNames = job.environment.secrets.map((secret) => secret.name);
  return {
    ...emptyPlan(target, settings, [
      ...checkArgumentLengths(job.task),
      ...checkSecrets(target, job),
      ...checkFolders(folders),
    ]),
    jobName: job.name,
    directory,
    files: [{ name, text, ...(shown !== text && { shown }) }],
    directories: folders.logs === directory ? [] : [folders.logs],
    writes: outputFoldersOf(config, settings).map(({ value }) =>
      value.startsWith('/') ? value : `${directory}/${value}`,
    ),
    submit: createSbatchStep(target, ['--parsable'], name, secretNames),
    validate: createSbatchStep(target, ['--test-only'], name, secretNames),
    resources: job.resources,
    environment: Object.fromEntries(
      job.environment.secrets.flatMap((secret) => (secret.value === undefined ? [] : [[secret.name, secret.value]])),
    ),
    explain: [...job.explain, ...explainSecrets(secretNames, target.host), ...explainStart(target)],
    warnings: [...job.warnings, ...findContainerWarnings(target, directory)],
    secrets: job.secrets,
    fingerprint,
  };
}

/** Through a connection, secrets travel a line each. */
const checkSecrets = ({ host }: SlurmTarget, { environment }: ClusterJob): string[] =>
  environment.secrets
    .filter(({ value }) => host !== undefined && value?.includes('\n'))
    .map(({ name }) => `${name} holds a line break, which cannot travel to ${host}.`);

/** An option of sbatch ends with its line. */
const checkFolders = ({ directory, logs }: JobFolders): string[] =>
  [directory, logs].some((folder) => /[\r\n]/.test(folder))
    ? ['The name of the folder holds a line break, which sbatch cannot read. Give the target a workingDirectory.']
    : [];

function explainSecrets(names: readonly string[], host: string | undefined): string[] {
  if (names.length === 0) return [];
  const how = host === undefined ? 'through the environment of sbatch' : 'to sbatch through the connection';
  return [`${names.join(', ')} ${names.length === 1 ? 'goes' : 'go'} ${how}, and into no file.`];
}

const explainStart = ({ preamble, container }: SlurmTarget): string[] =>
  preamble?.length || container
    ? []
    : [
        'The job starts with the login environment of the node. What finds megatron there (a module, a conda environment) belongs in the preamble of the target.',
      ];

function findContainerWarnings({ container }: SlurmTarget, directory: string): string[] {
  if (!container) return [];
  const mountPoints = (container.mounts ?? []).map((mount) => mount.split(':')[1] ?? '');
  const workdir = container.workdir ?? directory;
  const isMounted = mountPoints.some(
    (folder) => workdir === folder || workdir.startsWith(`${folder.replace(/\/$/, '')}/`),
  );
  if (isMounted) return [];
  return [`${workdir} is in none of the container’s mounts, so the run may not see it.`];
}

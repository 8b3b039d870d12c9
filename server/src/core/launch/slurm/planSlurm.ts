import type { Config } from '../../config/config';
import { nameOfCommand } from '../../config/lookup';
import { fingerprintOf } from '../fingerprint';
import { checkJobInput } from '../inputLimits';
import { createClusterJob } from '../job';
import { createPlanFile, type LaunchSettings, type PlanParts } from '../plan';
import { describeResources } from '../resources';
import type { Planner } from '../targetKind';
import { isInsideFolders, outputFoldersOf } from '../warnings';
import { planExistingScript } from './existingScript';
import { printSbatchScript } from './sbatchScript';
import { createSbatchStep } from './sbatchStep';
import { checkFolders, checkSecrets } from './slurmChecks';
import type { SlurmTarget } from './target';

export const slurmPlanner: Planner<SlurmTarget> = {
  // A batch script of the user runs with its own variables.
  setsJobSize: ({ sbatch }) => sbatch === undefined,
  plan: (config, target, settings) =>
    settings.sbatch
      ? planExistingScript(config, settings.sbatch, target, settings)
      : planNewScript(config, target, settings),
};

/** Plans one batch script that sbatch reads from its standard input, so that no file must be copied to the cluster. */
function planNewScript(config: Config, target: SlurmTarget, settings: LaunchSettings): PlanParts {
  if (target.host !== undefined && target.workingDirectory === undefined) {
    const reason = `Target ${target.name} runs on ${target.host}, where ${settings.directory} may not exist. Set workingDirectory of the target.`;
    return { problems: [reason] };
  }
  const directory = target.workingDirectory ?? settings.directory;
  const folders = { directory, logs: target.logDirectory ?? directory };
  const runFolders = { directory, isMoved: directory !== settings.directory, sharedFolders: undefined };
  const job = createClusterJob(config, target, settings, runFolders);
  if ('problems' in job) return job;
  const remarks = [
    `${settings.name}, line ${settings.line + 1}: ${nameOfCommand(config.command)} on ${describeResources(job.resources)}`,
  ];
  const fingerprint = fingerprintOf(printSbatchScript(job, target, folders, [], ''));
  const text = printSbatchScript(job, target, folders, remarks, `preflight:${fingerprint}`);
  const name = `${job.name}.sbatch`;
  const { secrets } = job.environment;
  const secretNames = secrets.map((secret) => secret.name);
  return {
    problems: [...checkJobInput(job), ...checkSecrets(target, secrets), ...checkFolders(folders)],
    jobName: job.name,
    directory,
    files: [createPlanFile(name, text, job.secretValues)],
    directories: folders.logs === directory ? [] : [folders.logs],
    writes: outputFoldersOf(config, settings).map(({ value }) =>
      value.startsWith('/') ? value : `${directory}/${value}`,
    ),
    submit: createSbatchStep(target, ['--parsable'], name, secretNames),
    // The check needs no secrets, and it runs before the user confirms anything.
    validate: createSbatchStep(target, ['--test-only'], name),
    resources: job.resources,
    environment: Object.fromEntries(
      secrets.flatMap((secret) => (secret.value === undefined ? [] : [[secret.name, secret.value]])),
    ),
    explain: [...job.explain, ...explainSecrets(secretNames, target.host), ...explainStart(target)],
    warnings: [...job.warnings, ...findContainerWarnings(target, directory)],
    secrets: job.secrets,
    fingerprint,
  };
}

function explainSecrets(names: readonly string[], host: string | undefined): string[] {
  if (names.length === 0) return [];
  const channel = host === undefined ? 'its environment' : 'the ssh connection';
  return [`Passed to sbatch through ${channel}, and not written to any file: ${names.join(', ')}.`];
}

const explainStart = ({ preamble, container }: SlurmTarget): string[] =>
  preamble?.length || container
    ? []
    : [
        'The job starts with the login environment of the node. If megatron needs a module or a conda environment, load it in the preamble of the target.',
      ];

function findContainerWarnings({ container }: SlurmTarget, directory: string): string[] {
  if (!container) return [];
  const mountPoints = (container.mounts ?? []).map((mount) => mount.split(':')[1] ?? '');
  const workdir = container.workdir ?? directory;
  if (isInsideFolders(mountPoints, workdir)) return [];
  return [
    `${workdir} is not in a mount of the container, so the run may not see it. Add it to mounts of the container.`,
  ];
}

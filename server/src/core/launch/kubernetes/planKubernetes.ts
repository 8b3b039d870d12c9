import type { Config } from '../../config/config';
import { printJson } from '../../text/printable';
import { fingerprintOf } from '../fingerprint';
import { checkJobInput } from '../inputLimits';
import { type ClusterJob, createClusterJob, hideSecrets } from '../job';
import { createFileStep, type LaunchSettings, type PlanFile, type PlanParts } from '../plan';
import type { Planner } from '../targetKind';
import { outputFoldersOf } from '../warnings';
import { findClusterSecret, manifestOf, type PodJob, toKubernetesName } from './manifest';
import { createPodScript, printPodScript } from './podScript';
import type { KubernetesTarget } from './target';

export const kubernetesPlanner: Planner<KubernetesTarget> = {
  setsJobSize: () => true,
  plan: planKubernetes,
};

/** Plans one manifest that kubectl reads from a file. It contains all that the job needs. */
function planKubernetes(config: Config, target: KubernetesTarget, settings: LaunchSettings): PlanParts {
  const volumes = target.volumes ?? [];
  const sharedFolders = volumes.filter(({ readOnly }) => !readOnly).map(({ mountPath }) => mountPath);
  const job = createClusterJob(config, target, settings, {
    directory: target.workingDirectory,
    isMoved: true,
    sharedFolders,
  });
  if ('problems' in job) return job;
  const secretNames = job.environment.secrets.map(({ name }) => name);
  const isInCluster = (name: string): boolean => findClusterSecret(target, name) !== undefined;
  const missingSecrets = secretNames.filter((name) => !isInCluster(name));
  const fingerprint = fingerprintOf(printJson(manifestOf(toPodJob(job, target), target, ''), 2));
  const file = createManifestFile(job, target, fingerprint);
  const create = toCreateCommand(target, file.name);
  return {
    problems: [...checkJobInput(job), ...reportMissingSecrets(missingSecrets, target), ...checkRuntime(target)],
    jobName: toKubernetesName(job.name),
    directory: target.workingDirectory ?? '',
    files: [file],
    writes: outputFoldersOf(config, settings).map(({ value }) => value),
    submit: createFileStep(create, file.name),
    validate: createFileStep([...create, '--dry-run=server'], file.name),
    resources: job.resources,
    explain: [...job.explain, ...explainOperator(target), ...explainClusterSecrets(secretNames.filter(isInCluster))],
    warnings: job.warnings,
    secrets: job.secrets,
    fingerprint,
  };
}

/** Prints the manifest, and again with `<secret>` for each secret, before any quoting could hide one. */
function createManifestFile(job: ClusterJob, target: KubernetesTarget, fingerprint: string): PlanFile {
  const [text, shown] = [job, hideSecrets(job)].map(
    (version) => `${printJson(manifestOf(toPodJob(version, target), target, fingerprint), 2)}\n`,
  ) as [string, string];
  return {
    name: `${job.name}.json`,
    text,
    ...(shown !== text && { shown }),
    script: printPodScript(toPodJob(hideSecrets(job), target).podScript),
  };
}

const toPodJob = (job: ClusterJob, { resource, preamble = [], workingDirectory }: KubernetesTarget): PodJob => ({
  ...job,
  podScript: createPodScript(job.task, {
    resource,
    gpusPerNode: job.resources.gpusPerNode,
    preamble,
    directory: workingDirectory,
  }),
});

/**
 * Returns the kubectl command: `create` names the job anew each time and rejects fields unknown to the cluster. The
 * manifest is a file, since kubectl asks for a user name on its standard input when a context has no login.
 */
function toCreateCommand({ context, namespace }: KubernetesTarget, file: string): string[] {
  const options = [...toKubectlOption('context', context), ...toKubectlOption('namespace', namespace)];
  return ['kubectl', ...options, 'create', '--validate=strict', '-f', file, '-o', 'name'];
}

const toKubectlOption = (name: string, value: string | undefined): string[] =>
  value === undefined ? [] : [`--${name}=${value}`];

/** Secrets are never written into a manifest, because every user who may read jobs can read it. */
const reportMissingSecrets = (names: readonly string[], target: KubernetesTarget): string[] =>
  names.map(
    (name) =>
      `${name} is a secret, and target ${target.name} does not name a Secret of the cluster for it. Add it to secrets of the target: {"${name}": {"secret": "NAME", "key": "KEY"}}.`,
  );

const checkRuntime = ({ resource, hostNetwork }: KubernetesTarget): string[] =>
  resource === 'TrainJob' && hostNetwork
    ? ['A TrainJob cannot set hostNetwork. Remove it from the target and set it in the runtime of the TrainJob.']
    : [];

const explainOperator = ({ resource }: KubernetesTarget): string[] => [
  resource === 'PyTorchJob'
    ? 'NNODES and NODE_RANK come from PET_NNODES and PET_NODE_RANK of the operator, because its WORLD_SIZE counts processes, not nodes.'
    : 'The launcher variables come from PET_* of the trainer, which megatron itself does not read.',
];

const explainClusterSecrets = (names: readonly string[]): string[] =>
  names.length === 0 ? [] : [`Values from Secrets of the cluster: ${names.join(', ')}.`];

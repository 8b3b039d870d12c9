import type { Config } from '../../config/config';
import { checkArgumentLengths } from '../argumentLimits';
import { fingerprintOf } from '../fingerprint';
import { createClusterJob } from '../job';
import { createFileStep, createPlanFile, type LaunchSettings, type PlanParts } from '../plan';
import { describeResources } from '../resources';
import type { Planner } from '../targetKind';
import { outputFoldersOf } from '../warnings';
import { manifestOf, printManifest, toKubernetesName } from './manifest';
import type { KubernetesTarget } from './target';

export const kubernetesPlanner: Planner<KubernetesTarget> = {
  form: 'manifest',
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
  const isInCluster = (name: string): boolean => target.secrets?.[name] !== undefined;
  const missingSecrets = secretNames.filter((name) => !isInCluster(name));
  const fingerprint = fingerprintOf(printManifest(manifestOf(job, target, ''), []));
  const remarks = [
    `${settings.name}, line ${settings.line + 1}: megatron ${config.command} on ${describeResources(job.resources)}`,
  ];
  const text = printManifest(manifestOf(job, target, fingerprint), remarks);
  const name = `${job.name}.yaml`;
  const create = toCreateCommand(target, name);
  return {
    problems: [
      ...checkArgumentLengths(job.task),
      ...reportMissingSecrets(missingSecrets, target),
      ...checkRuntime(target),
    ],
    jobName: toKubernetesName(job.name),
    directory: target.workingDirectory ?? '',
    files: [createPlanFile(name, text, job.secretValues)],
    writes: outputFoldersOf(config, settings).map(({ value }) => value),
    submit: createFileStep(create, name),
    validate: createFileStep([...create, '--dry-run=server'], name),
    resources: job.resources,
    explain: [...job.explain, ...explainOperator(target), ...explainClusterSecrets(secretNames.filter(isInCluster))],
    warnings: job.warnings,
    secrets: job.secrets,
    fingerprint,
  };
}

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

import type { Config } from '../../config/config';
import { checkArgumentLengths } from '../argumentLimits';
import { fingerprintOf } from '../fingerprint';
import { createClusterJob } from '../job';
import { createStep, emptyPlan, type LaunchSettings, type Plan } from '../plan';
import { describeResources } from '../resources';
import { redactSecrets } from '../secrets';
import type { KubernetesTarget } from '../target';
import { outputFoldersOf } from '../warnings';
import { manifestOf, printManifest, toKubernetesName } from './manifest';

/** One manifest, read by kubectl from its standard input. Everything that the job needs is in it. */
export function planKubernetes(config: Config, target: KubernetesTarget, settings: LaunchSettings): Plan {
  const volumes = target.volumes ?? [];
  const sharedFolders = volumes.filter(({ readOnly }) => !readOnly).map(({ mountPath }) => mountPath);
  const job = createClusterJob(config, target, settings, {
    directory: target.workingDirectory,
    isMoved: true,
    sharedFolders,
  });
  if ('problems' in job) return emptyPlan(target, settings, job.problems);
  const isInCluster = (name: string): boolean => target.secrets?.[name] !== undefined;
  const missingSecrets = job.environment.secrets.filter(({ name }) => !isInCluster(name)).map(({ name }) => name);
  const fingerprint = fingerprintOf(printManifest(manifestOf(job, target, ''), []));
  const remarks = [
    `${settings.name}, line ${settings.line + 1}: megatron ${config.command} on ${describeResources(job.resources)}`,
  ];
  const text = printManifest(manifestOf(job, target, fingerprint), remarks);
  const shown = redactSecrets(text, job.secretValues);
  const name = `${job.name}.yaml`;
  const kubectl = [
    'kubectl',
    ...toKubectlOption('context', target.context),
    ...toKubectlOption('namespace', target.namespace),
  ];
  // `create` gives the job a name of its own each time, and refuses fields that the cluster does not know.
  const create = [...kubectl, 'create', '--validate=strict', '-f', '-', '-o', 'name'];
  return {
    ...emptyPlan(target, settings, [
      ...checkArgumentLengths(job.task),
      ...reportMissingSecrets(missingSecrets, target),
      ...checkRuntime(target),
    ]),
    jobName: toKubernetesName(job.name),
    directory: target.workingDirectory ?? '',
    files: [{ name, text, ...(shown !== text && { shown }) }],
    writes: outputFoldersOf(config, settings).map(({ value }) => value),
    submit: createStep(create, name),
    validate: createStep([...create, '--dry-run=server'], name),
    resources: job.resources,
    explain: [
      ...job.explain,
      ...explainOperator(target),
      ...explainClusterSecrets(job.environment.secrets.map((each) => each.name).filter(isInCluster)),
    ],
    warnings: job.warnings,
    secrets: job.secrets,
    fingerprint,
  };
}

const toKubectlOption = (name: string, value: string | undefined): string[] =>
  value === undefined ? [] : [`--${name}=${value}`];

/** A secret is never written into a manifest, which everybody who may read jobs can read. */
const reportMissingSecrets = (names: readonly string[], target: KubernetesTarget): string[] =>
  names.map(
    (name) =>
      `${name} is a secret, and target ${target.name} does not say where the cluster keeps it. Add it to secrets of the target: {"${name}": {"secret": "NAME", "key": "KEY"}}.`,
  );

const checkRuntime = ({ resource, hostNetwork }: KubernetesTarget): string[] =>
  resource === 'TrainJob' && hostNetwork
    ? ['A TrainJob cannot ask for hostNetwork: that belongs in the runtime that it names.']
    : [];

const explainOperator = ({ resource }: KubernetesTarget): string[] => [
  resource === 'PyTorchJob'
    ? 'NNODES and NODE_RANK come from PET_NNODES and PET_NODE_RANK of the operator: its WORLD_SIZE counts processes, not nodes.'
    : 'The launcher’s variables come from PET_* of the trainer, which megatron itself does not read.',
];

const explainClusterSecrets = (names: readonly string[]): string[] =>
  names.length === 0
    ? []
    : [`${names.join(', ')} ${names.length === 1 ? 'comes' : 'come'} from a secret of the cluster.`];

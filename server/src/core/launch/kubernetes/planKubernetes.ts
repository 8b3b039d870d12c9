import type { Config } from '../../config/config';
import { tooLong } from '../argumentLimits';
import { fingerprintOf } from '../fingerprint';
import { jobOf } from '../job';
import { cannotPlan, type LaunchSettings, type Plan, stepOf } from '../plan';
import { describeResources } from '../resources';
import { withoutSecrets } from '../secrets';
import type { KubernetesTarget } from '../target';
import { writesOf } from '../warnings';
import { kubernetesName, manifestOf, printManifest } from './manifest';

/** One manifest, read by kubectl from its standard input. Everything that the job needs is in it. */
export function planKubernetes(config: Config, target: KubernetesTarget, settings: LaunchSettings): Plan {
  const volumes = target.volumes ?? [];
  const shared = volumes.filter(({ readOnly }) => !readOnly).map(({ mountPath }) => mountPath);
  const job = jobOf(config, target, settings, { directory: target.workingDirectory, moved: true, shared });
  if ('problems' in job) return cannotPlan(target, settings, job.problems);
  const isKept = (name: string): boolean => target.secrets?.[name] !== undefined;
  const lacking = job.environment.secrets.filter(({ name }) => !isKept(name)).map(({ name }) => name);
  const fingerprint = fingerprintOf(printManifest(manifestOf(job, target, ''), []));
  const remarks = [
    `${settings.name}, line ${settings.line + 1}: megatron ${config.command} on ${describeResources(job.resources)}`,
  ];
  const text = printManifest(manifestOf(job, target, fingerprint), remarks);
  const shown = withoutSecrets(text, job.secretValues);
  const name = `${job.name}.yaml`;
  const kubectl = ['kubectl', ...optionOf('context', target.context), ...optionOf('namespace', target.namespace)];
  // `create` gives the job a name of its own each time, and refuses fields that the cluster does not know.
  const create = [...kubectl, 'create', '--validate=strict', '-f', '-', '-o', 'name'];
  return {
    ...cannotPlan(target, settings, [
      ...tooLong(job.task),
      ...lackingSecrets(lacking, target),
      ...runtimeProblems(target),
    ]),
    jobName: kubernetesName(job.name),
    directory: target.workingDirectory ?? '',
    files: [{ name, text, ...(shown !== text && { shown }) }],
    writes: writesOf(config, settings).map(({ value }) => value),
    submit: stepOf(create, name),
    validate: stepOf([...create, '--dry-run=server'], name),
    resources: job.resources,
    explain: [
      ...job.explain,
      ...operatorText(target),
      ...secretsText(job.environment.secrets.map((each) => each.name).filter(isKept)),
    ],
    warnings: job.warnings,
    secrets: job.secrets,
    fingerprint,
  };
}

const optionOf = (name: string, value: string | undefined): string[] =>
  value === undefined ? [] : [`--${name}=${value}`];

/** A secret is never written into a manifest, which everybody who may read jobs can read. */
const lackingSecrets = (names: readonly string[], target: KubernetesTarget): string[] =>
  names.map(
    (name) =>
      `${name} is a secret, and target ${target.name} does not say where the cluster keeps it. Add it to secrets of the target: {"${name}": {"secret": "NAME", "key": "KEY"}}.`,
  );

const runtimeProblems = ({ resource, hostNetwork }: KubernetesTarget): string[] =>
  resource === 'TrainJob' && hostNetwork
    ? ['A TrainJob cannot ask for hostNetwork: that belongs in the runtime that it names.']
    : [];

const operatorText = ({ resource }: KubernetesTarget): string[] => [
  resource === 'PyTorchJob'
    ? 'NNODES and NODE_RANK come from PET_NNODES and PET_NODE_RANK of the operator: its WORLD_SIZE counts processes, not nodes.'
    : 'The launcher’s variables come from PET_* of the trainer, which megatron itself does not read.',
];

const secretsText = (names: readonly string[]): string[] =>
  names.length === 0
    ? []
    : [`${names.join(', ')} ${names.length === 1 ? 'comes' : 'come'} from a secret of the cluster.`];

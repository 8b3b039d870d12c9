import type { LaunchSettings, Plan } from '../../server/src/core/launch/plan';
import type { Target } from '../../server/src/core/launch/targets';
import { planLaunch } from '../../server/src/core/planner';
import type { Syntax } from '../../server/src/core/syntax/syntax';
import type { Container } from './launchPrograms';
import { service } from './service';

/** Plans whose findings are all turned off, since no safety of a plan depends on one. */

interface PlanInput {
  text: string;
  syntax: Syntax;
  target: Target;
  settings?: Partial<LaunchSettings>;
  neighbors?: { name: string; text: string }[];
}

/** Plans the first command of a text that is in a folder. */
export function createSilentPlan(
  folder: string,
  { text, syntax, target, settings, neighbors = [] }: PlanInput,
): ReturnType<typeof planLaunch> {
  const { name = 'run', directory = folder } = settings ?? {};
  const document = service.read(text, syntax, { name, neighbors, severities: ALL_OFF });
  const [config] = document.reading.configs;
  if (!config) throw new Error(`no config in ${text}`);
  const file = { file: `${directory}/${name}`, name, line: 0, directory, storage: folder };
  return planLaunch(service, document, config, target, { ...file, ...settings });
}

/** Returns the problems of a plan itself, without findings, which end with the id of their rule. */
export const planProblemsOf = ({ problems }: Plan): string[] =>
  problems.filter((problem) => !/ \([a-z]+\.[\w.-]+\)$/.test(problem));

const ALL_OFF = Object.fromEntries(service.rules.map(({ id }) => [id, 'off' as const]));

export const slurmTarget = (fields: object = {}): Target => ({
  kind: 'slurm',
  name: 's',
  nodes: 1,
  gpusPerNode: 1,
  ...fields,
});

export const kubernetesTarget = (resource: 'PyTorchJob' | 'TrainJob', fields: object = {}): Target => ({
  kind: 'kubernetes',
  name: 'k',
  image: 'i',
  nodes: 1,
  gpusPerNode: 1,
  resource,
  ...fields,
});

/** Returns the manifest of a plan for Kubernetes. */
// biome-ignore lint/suspicious/noExplicitAny: a manifest has any fields that the plan printed.
export const manifestOf = (plan: Plan): any => JSON.parse(plan.files[0]?.text ?? '');

/** Returns the container that a plan for Kubernetes starts. */
export function containerOf(plan: Plan): Container {
  const { spec } = manifestOf(plan);
  return spec.trainer ?? spec.pytorchReplicaSpecs.Master.template.spec.containers[0];
}

/** Prints a text as a scalar of YAML and JSON, in ASCII. */
export const quoteYaml = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\ud7ff\ue000-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

import { problemsIn } from './schema';
import type { KubernetesTarget, Target } from './target';
import { TARGET_SCHEMAS } from './targetSchemas';

/** The targets of the setting `preflight.launch.targets`, and what is wrong with those that are left out. */
export function readTargets(setting: unknown): { targets: Target[]; problems: string[] } {
  if (setting === undefined || setting === null) return { targets: [], problems: [] };
  if (!Array.isArray(setting))
    return { targets: [], problems: ['preflight.launch.targets has to be a list of targets.'] };
  const targets: Target[] = [];
  const problems: string[] = [];
  for (const [index, value] of setting.entries()) {
    const read = readTarget(value, `target ${index + 1}`);
    const isTwice = targets.some(({ name }) => name === read.target?.name);
    if (isTwice) problems.push(`target ${index + 1}: another target is called ${read.target?.name} as well.`);
    else if (read.target) targets.push(read.target);
    problems.push(...read.problems);
  }
  return { targets, problems };
}

/** One target; without it, the problems say in words what is wrong. */
export function readTarget(value: unknown, at = 'the target'): { target?: Target; problems: string[] } {
  const { kind, name } = (value ?? {}) as { kind?: unknown; name?: unknown };
  const where = typeof name === 'string' && name !== '' ? `target ${name}` : at;
  const schema = typeof kind === 'string' && kind in TARGET_SCHEMAS && TARGET_SCHEMAS[kind as Target['kind']];
  if (!schema) {
    return { problems: [`${where} has no kind that we know: it is ${Object.keys(TARGET_SCHEMAS).join(', ')}.`] };
  }
  const problems = problemsIn(schema, value, where);
  if (problems.length > 0) return { problems };
  const target = value as Target;
  const more = target.kind === 'kubernetes' ? volumeProblems(target, where) : [];
  return more.length > 0 ? { problems: more } : { target, problems: [] };
}

const volumeProblems = ({ volumes = [] }: KubernetesTarget, at: string): string[] =>
  volumes
    .filter(({ claim, hostPath, configMap }) => [claim, hostPath, configMap].filter(Boolean).length !== 1)
    .map(({ mountPath }) => `${at}: the volume at ${mountPath} needs exactly one of claim, hostPath and configMap.`);

import { validateSetting } from './schema';
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
    const result = readTarget(value, `target ${index + 1}`);
    const isDuplicate = targets.some(({ name }) => name === result.target?.name);
    if (isDuplicate) problems.push(`target ${index + 1}: another target is called ${result.target?.name} as well.`);
    else if (result.target) targets.push(result.target);
    problems.push(...result.problems);
  }
  return { targets, problems };
}

/** One target; without it, the problems say in words what is wrong. */
export function readTarget(value: unknown, label = 'the target'): { target?: Target; problems: string[] } {
  const { kind, name } = (value ?? {}) as { kind?: unknown; name?: unknown };
  const targetLabel = typeof name === 'string' && name !== '' ? `target ${name}` : label;
  const schema = typeof kind === 'string' && kind in TARGET_SCHEMAS && TARGET_SCHEMAS[kind as Target['kind']];
  if (!schema) {
    return { problems: [`${targetLabel} has no kind that we know: it is ${Object.keys(TARGET_SCHEMAS).join(', ')}.`] };
  }
  const problems = validateSetting(schema, value, targetLabel);
  if (problems.length > 0) return { problems };
  const target = value as Target;
  const volumeErrors = target.kind === 'kubernetes' ? volumeProblems(target, targetLabel) : [];
  return volumeErrors.length > 0 ? { problems: volumeErrors } : { target, problems: [] };
}

const volumeProblems = ({ volumes = [] }: KubernetesTarget, targetLabel: string): string[] =>
  volumes
    .filter(({ claim, hostPath, configMap }) => [claim, hostPath, configMap].filter(Boolean).length !== 1)
    .map(
      ({ mountPath }) =>
        `${targetLabel}: the volume at ${mountPath} needs exactly one of claim, hostPath and configMap.`,
    );

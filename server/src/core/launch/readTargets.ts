import { validateSetting } from './schema';
import type { TargetKind } from './targetKind';
import { TARGET_KINDS, type Target } from './targets';

/** Reads the setting `preflight.launch.targets`: its valid targets, and the problems of all others. */
export function readTargets(setting: unknown): { targets: Target[]; problems: string[] } {
  if (setting === undefined || setting === null) return { targets: [], problems: [] };
  if (!Array.isArray(setting))
    return { targets: [], problems: ['preflight.launch.targets must be a list of targets.'] };
  const targets: Target[] = [];
  const problems: string[] = [];
  for (const [index, value] of setting.entries()) {
    const result = readTarget(value, `target ${index + 1}`);
    const isDuplicate = targets.some(({ name }) => name === result.target?.name);
    if (isDuplicate)
      problems.push(`target ${index + 1}: another target has the name ${result.target?.name}. Rename one of them.`);
    else if (result.target) targets.push(result.target);
    problems.push(...result.problems);
  }
  return { targets, problems };
}

/** Reads one target: either the target itself or its problems. */
export function readTarget(value: unknown, label = 'the target'): { target?: Target; problems: string[] } {
  const { kind, name } = (value ?? {}) as { kind?: unknown; name?: unknown };
  const targetLabel = typeof name === 'string' && name !== '' ? `target ${name}` : label;
  const targetKind = findTargetKind(kind);
  if (!targetKind) {
    return {
      problems: [`${targetLabel} has no known kind. Set kind to one of ${Object.keys(TARGET_KINDS).join(', ')}.`],
    };
  }
  const schemaProblems = validateSetting(targetKind.schema, value, targetLabel);
  if (schemaProblems.length > 0) return { problems: schemaProblems };
  const target = value as Target;
  const problems = targetKind.findProblems?.(target, targetLabel) ?? [];
  return problems.length > 0 ? { problems } : { target, problems };
}

const findTargetKind = (kind: unknown): TargetKind<Target> | undefined =>
  typeof kind === 'string' && Object.hasOwn(TARGET_KINDS, kind) ? TARGET_KINDS[kind as Target['kind']] : undefined;

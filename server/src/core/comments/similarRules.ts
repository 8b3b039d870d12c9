import { findNearestNames } from '../text/spelling';
import { idOfGroup } from './suppressions';

/**
 * Finds the rules and groups that a misspelled id may mean, nearest first. A name without a group means the rules of that
 * name, and a group may lack its star.
 */
export function findSimilarRules(id: string, ruleIds: readonly string[], maxResults = 3): string[] {
  const groups = new Set(ruleIds.map(idOfGroup));
  if (groups.has(`${id}.*`)) return [`${id}.*`];
  const hasGroup = id.includes('.');
  const byName = new Map<string, string[]>();
  for (const each of new Set(hasGroup ? [...groups, ...ruleIds] : ruleIds)) {
    const name = (hasGroup ? each : each.slice(each.indexOf('.') + 1)).replaceAll('-', '_');
    byName.set(name, [...(byName.get(name) ?? []), each]);
  }
  const names = findNearestNames(id, byName.keys(), maxResults);
  return names.flatMap((name) => byName.get(name) ?? []).slice(0, maxResults);
}

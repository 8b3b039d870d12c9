import { memoize } from '../../catalog/memoize';
import type { Facts } from '../../facts/facts';
import type { Companions } from '../../lint/companions';
import type { LintRule } from '../../lint/rule';
import type { FlagTable } from './flagTable';

/** Finds the absent flags that belong next to the flags of a run, each with the flag that it belongs to. */
export type FindCompanions = (facts: Facts, isAbsent: (name: string) => boolean) => Map<string, string>;

/** A related flag is a companion only if it is used at least once for this number of uses of the most common flag. */
const MIN_SHARE = 50;

/**
 * Creates the search for companions: flags that a rule requires next to others, and flags that the pages of present ones
 * refer to, if real scripts use them.
 */
export function createFindCompanions(rules: readonly LintRule[], table: FlagTable): FindCompanions {
  const required = memoize((_: 'all'): ReadonlyMap<string, Companions[]> => {
    const byFlag = new Map<string, Companions[]>();
    for (const companions of rules.flatMap(({ listCompanions }) => listCompanions?.() ?? [])) {
      const [first = ''] = companions.present;
      byFlag.set(first, [...(byFlag.get(first) ?? []), companions]);
    }
    return byFlag;
  });
  return (facts, isAbsent) => {
    const { catalog, release, config } = facts;
    const find = (name: string) => table.find(catalog, release.version, config.command, name);
    const rows = table.list(catalog, release.version, config.command);
    const minUses = Math.max(1, rows.reduce((most, { uses }) => Math.max(most, uses), 0) / MIN_SHARE);
    const found = new Map<string, string>();
    const add = (name: string, by: string): void => {
      if (isAbsent(name) && !found.has(name)) found.set(name, by);
    };
    for (const name of facts.lastByName.keys()) {
      for (const { present, needed } of required('all').get(name) ?? [])
        if (present.every((each) => facts.lastByName.has(each))) for (const each of needed) add(each, name);
      for (const related of find(name)?.related ?? []) if ((find(related)?.uses ?? 0) >= minUses) add(related, name);
    }
    return found;
  };
}

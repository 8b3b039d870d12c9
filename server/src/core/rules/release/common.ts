import type { ReleaseSet } from '../../catalog/releaseSets';
import { type Counterpart, convertValues, lifetimeOf } from '../../catalog/renames';
import type { Flag } from '../../catalog/types';
import type { Entry } from '../../config/config';
import type { Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import { findGiven } from '../../facts/givens';
import { flagsOfOtherReleases } from '../../facts/otherReleaseFlags';
import { fixRename } from '../../lint/fix';

/** A flag of the catalog with its entry in the text. */
export interface FlagWithEntry {
  flag: Flag;
  entry: Entry;
}

/** Returns, for each flag of another release in a run, the first known flag that exists in no release together with it. */
export const conflictsOf = (facts: Facts): ReadonlyMap<Flag, FlagWithEntry | undefined> =>
  facts.results.get(facts, findConflicts);

const findConflicts = (facts: Facts): Map<Flag, FlagWithEntry | undefined> =>
  new Map(
    [...new Set(flagsOfOtherReleases(facts).map(({ otherFlag }) => otherFlag.flag))].map((flag) => [
      flag,
      findConflictingFlag(facts, flag),
    ]),
  );

function findConflictingFlag(facts: Facts, otherFlag: Flag): FlagWithEntry | undefined {
  const { support } = facts.catalog;
  const releasesOf = ({ name }: Flag): ReleaseSet => support.ofFlag(facts.config.command, name, undefined);
  const releases = releasesOf(otherFlag);
  for (const { flag, entry, match } of facts.givenFlags) {
    if (flag && match.kind === 'exact' && (releasesOf(flag) & releases) === 0n) return { flag, entry };
  }
  return undefined;
}

/** Describes the releases that have a flag: `up to 3.12.6`, `from 4.0.0 on`. */
export function describeReleases({ catalog, config }: Facts, flag: Flag): string {
  const { since, until } = lifetimeOf(catalog, flag, config.command);
  if (until === catalog.releases.at(-1)) return `from ${since} on`;
  return since === catalog.releases[0] ? `up to ${until}` : `from ${since} to ${until}`;
}

/** Creates the fix to the name of a flag in this release; undefined if the flag of that name is given as well. */
export function createRenameFix(facts: Facts, entry: Entry, { flag, value }: Counterpart): Fix | undefined {
  if (findGiven(facts, flag.name)) return undefined;
  const values = entry.values.map((each) => each.value);
  if (value === 'same') return fixRename(entry, flag.name, true);
  const changed = convertValues(values, value);
  if (!changed) return undefined;
  return {
    title: `Change to ${flag.name} ${changed.join(' ')}`,
    safe: true,
    changes: [
      { op: 'rename', entry, to: flag.name },
      { op: 'write', entry, values: changed },
    ],
  };
}

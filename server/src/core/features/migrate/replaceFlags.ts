import type { Release } from '../../catalog/release';
import type { Entry, Span } from '../../config/config';
import type { Change } from '../../config/edit';
import { isInJoined } from '../../config/joinConfigs';
import type { Facts } from '../../facts/facts';
import { findGiven, type GivenFlag } from '../../facts/givens';
import { findDroppedFlags, findReplacement, isImplicit, type MigrationData } from '../../lint/changedDefaults';
import type { MigratedFlag } from './carryFlags';

/** The flags of a run by entry, and by the span of the name, which a carried flag keeps. */
interface GivenIndex {
  byEntry: ReadonlyMap<Entry, GivenFlag>;
  byKey: ReadonlyMap<Span, GivenFlag>;
}

function indexGiven({ givenFlags }: Facts): GivenIndex {
  // Entries that braces expand to share a span; the first one is used, so it comes last.
  const reversed = givenFlags.toReversed();
  return {
    byEntry: new Map(reversed.map((given) => [given.entry, given])),
    byKey: new Map(reversed.map((given) => [given.entry.key, given])),
  };
}

/** Replaces carried flags whose meaning is not in their name and value alone, by the data of migrations. */
export function replaceFlags(
  migrated: readonly MigratedFlag[],
  data: MigrationData,
  facts: Facts,
  to: Release,
): MigratedFlag[] {
  const index = indexGiven(facts);
  const dropped = findDroppedFlags(data, facts, to);
  return migrated
    .map((flag) => removeDropped(flag, dropped, index))
    .map((flag) => replaceRemoved(flag, data, facts, index, to));
}

/** Takes out a flag that would change the meaning of another one in the release. */
function removeDropped(
  migrated: MigratedFlag,
  dropped: readonly { flag: string; why: string }[],
  { byKey }: GivenIndex,
): MigratedFlag {
  const given = migrated.entry && byKey.get(migrated.entry.key);
  const reason = dropped.find(({ flag }) => flag === given?.flag?.name);
  if (!given || !reason || isInJoined(given.entry.key)) return migrated;
  return {
    changes: [{ op: 'retire', entry: given.entry, reason: `Removed: ${reason.why}.` }],
    note: `${reason.flag} is removed: ${reason.why}.`,
    entry: undefined,
  };
}

/**
 * Writes the flag that takes the place of one that the release lacks. Without such a flag it is removed without a
 * comment if the release behaves as it requests.
 */
function replaceRemoved(
  migrated: MigratedFlag,
  data: MigrationData,
  facts: Facts,
  { byEntry }: GivenIndex,
  to: Release,
): MigratedFlag {
  const [change] = migrated.changes;
  const given = change?.op === 'retire' ? byEntry.get(change.entry) : undefined;
  if (!given?.flag) return migrated;
  const { entry, value, flag } = given;
  const removed: MigratedFlag = { changes: [{ op: 'remove', entry }], entry: undefined };
  if (isImplicit(data, flag.name, value, facts, to)) return removed;
  const replacement = findReplacement(data, flag.name, facts, to);
  if (!replacement) return migrated;
  const { set, why } = replacement;
  if (!set || findGiven(facts, set.flag)) return removed;
  const changes: Change[] = [
    { op: 'rename', entry, to: set.flag },
    { op: 'write', entry, values: [set.value] },
  ];
  const values = [{ text: set.value, span: entry.key, value: set.value }];
  const note = `${flag.name} ${entry.values[0]?.text ?? ''} becomes ${set.flag} ${set.value}: ${why}.`;
  return { changes, entry: { ...entry, name: set.flag, values }, note };
}

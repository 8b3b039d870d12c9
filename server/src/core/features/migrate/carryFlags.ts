import { isInRange, type Release } from '../../catalog/release';
import type { Entry } from '../../config/config';
import type { Change } from '../../config/edit';
import { isInJoined } from '../../config/joinConfigs';
import { toUnderscores } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import type { MigrationData } from '../../lint/changedDefaults';
import { classifyFlag, type FlagChange } from './classifyFlag';

/** A flag carried to another release: the changes of the text, a note for the reader, and the new entry. */
export interface MigratedFlag {
  changes: Change[];
  note?: string;
  /** The entry as the new release reads it; undefined for a removed flag. */
  entry: Entry | undefined;
}

/** Carries the flags of a run to a release, in order. Entries of the joined text are left as they are. */
export function migrateFlags(facts: Facts, { single }: MigrationData, to: Release): MigratedFlag[] {
  const { catalog, config } = facts;
  const view = catalog.view(to, config.command);
  return config.flags.map((entry): MigratedFlag => {
    const given = facts.givenOf(entry);
    const flag = given?.flag ?? catalog.byName.get(toUnderscores(entry.name));
    if (!given || !flag || isInJoined(entry.key)) return keepFlag(entry);
    const limit = single.find((each) => each.flag === flag.name && isInRange(to, each.to));
    const reduced = limit && reduceValues(entry, flag.name, limit.always, to);
    return reduced ?? migrateFlag(entry, flag.name, classifyFlag(facts, given, flag, view, to));
  });
}

/**
 * Reduces a list of values to the one that a release accepts, without those that always apply there. Undefined if that
 * does not change them, or if one is unknown.
 */
function reduceValues(entry: Entry, name: string, always: readonly string[], to: Release): MigratedFlag | undefined {
  const values = entry.values.flatMap(({ value }) => value ?? []);
  if (values.length < entry.values.length || values.length === 0) return undefined;
  const [first, ...others] = values.filter((value) => !always.includes(value));
  if (first === undefined) return { changes: [{ op: 'remove', entry }], entry: undefined };
  if (values.length === 1) return undefined;
  const note = `${name} takes one value in ms-swift ${to}: ${first} is kept, without ${others.join(' ')}.`;
  return {
    changes: [{ op: 'write', entry, values: [first] }],
    entry: { ...entry, values: [{ text: first, span: entry.key, value: first }] },
    ...(others.length > 0 && { note }),
  };
}

function migrateFlag(entry: Entry, name: string, change: FlagChange): MigratedFlag {
  switch (change.kind) {
    case 'same':
      return keepFlag(entry);
    case 'renamed':
      return renameFlag(entry, change);
    case 'removed':
      return removeFlag(entry, name, change.reason);
    case 'unclear':
      return keepFlag(entry, change.note);
  }
}

const keepFlag = (entry: Entry, note?: string): MigratedFlag => ({ changes: [], entry, ...(note && { note }) });

/** Takes a flag out and leaves a comment with the reason. */
const removeFlag = (entry: Entry, name: string, reason: string): MigratedFlag => ({
  changes: [{ op: 'retire', entry, reason }],
  note: reason.includes(name) ? reason : `${name}: ${reason}`,
  entry: undefined,
});

/** Writes the new name and the new values, where they differ and are known. */
function renameFlag(
  entry: Entry,
  { name, oldValues, newValues, note }: FlagChange & { kind: 'renamed' },
): MigratedFlag {
  const changes: Change[] = [];
  if (toUnderscores(entry.name) !== name) changes.push({ op: 'rename', entry, to: name });
  const isSame = newValues.length === oldValues.length && newValues.every((value, index) => value === oldValues[index]);
  const knownValues = newValues.filter((value) => value !== undefined);
  if (!isSame && knownValues.length === newValues.length) changes.push({ op: 'write', entry, values: knownValues });
  const values = isSame ? entry.values : newValues.map((value) => ({ text: value ?? '', span: entry.key, value }));
  return { changes, entry: { ...entry, name, values }, ...(note !== undefined && { note }) };
}

import type { Release } from '../../catalog/release';
import type { Entry } from '../../config/config';
import type { Change } from '../../config/edit';
import { isInJoined } from '../../config/joinConfigs';
import { toUnderscores } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { classifyFlag, type FlagChange } from './classifyFlag';

/** A flag carried to another release: the changes of the text, a note for the reader, and the new entry. */
export interface MigratedFlag {
  changes: Change[];
  note?: string;
  /** The entry as the new release reads it; undefined for a removed flag. */
  entry: Entry | undefined;
}

/** Carries the flags of a run to a release, in order. Entries of the joined text are left as they are. */
export function migrateFlags(facts: Facts, to: Release): MigratedFlag[] {
  const { catalog, config } = facts;
  const view = catalog.view(to, config.command);
  const givenOf = new Map(facts.givenFlags.map((given) => [given.entry, given]));
  return config.flags.map((entry): MigratedFlag => {
    const given = givenOf.get(entry);
    const flag = given?.flag ?? catalog.byName.get(toUnderscores(entry.name));
    if (!given || !flag || isInJoined(entry.key)) return keepFlag(entry);
    return migrateFlag(entry, flag.name, classifyFlag(facts, given, flag, view, to));
  });
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

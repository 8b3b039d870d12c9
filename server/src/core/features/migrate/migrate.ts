import { hasCommand } from '../../catalog/catalog';
import { isExplicit, type Release, type ReleaseChoice } from '../../catalog/release';
import type { Catalog } from '../../catalog/types';
import type { Config, Entry, Span } from '../../config/config';
import { type Change, type Edit, removeOverlaps } from '../../config/edit';
import { isInJoined } from '../../config/joinConfigs';
import { nameOfCommand } from '../../config/lookup';
import { type Document, describeExcess } from '../../document/document';
import { getFacts } from '../../document/facts';
import { describeFlagCount, type Facts, factsOf, hasTooManyFlags } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';
import {
  type ChangedDefault,
  findChangedDefaults,
  findDroppedFlags,
  findMigrationNotes,
  findNeededFlags,
  isImplicit,
  type MigrationData,
} from '../../lint/changedDefaults';
import { type MigratedFlag, migrateFlags } from './carryFlags';
import { migrateConfigFile } from './migrateConfigFile';
import { createModelineEdits } from './modelineEdits';

/** A document migrated to another release: the edits, and notes about them for the reader. */
export interface Migration {
  from: Release;
  edits: Edit[];
  notes: string[];
}

/**
 * Migrates every command of a document to another release: renames flags and converts their values, turns removed flags
 * into comments with the reason, and writes down defaults that would silently change. The modeline then names the
 * release. A document without commands is left unchanged.
 */
export function migrate(catalog: Catalog, data: MigrationData, document: Document, to: Release): Migration {
  const excess = describeExcess(document);
  const configs = excess === undefined ? document.reading.configs : [];
  const migrations = configs.map((config) =>
    migrateConfig(data, document, config, makeReleaseExplicit(getFacts(catalog, document, config)), to),
  );
  const first = configs[0] && getFacts(catalog, document, configs[0]);
  return {
    from: first ? makeReleaseExplicit(first).release.version : (catalog.releases.at(-1) ?? ''),
    edits:
      configs.length === 0
        ? []
        : removeOverlaps([...migrations.flatMap(({ edits }) => edits), ...createModelineEdits(document, to)]),
    notes: [
      ...(excess === undefined ? [] : [`${excess}, so it is left unchanged.`]),
      ...new Set(migrations.flatMap(({ notes }) => notes)),
    ],
  };
}

/**
 * Treats the detected source release as explicit. Of several that fit, the reference release is preferred: a text to be
 * migrated was hardly written for the newest one.
 */
function makeReleaseExplicit(facts: Facts): Facts {
  const { release, context, config } = facts;
  if (isExplicit(release)) return facts;
  const { reference } = context.catalog;
  const version = release.others?.includes(reference) ? reference : release.version;
  return factsOf(config, { ...context, release: { version, from: 'setting' } });
}

function migrateConfig(
  data: MigrationData,
  document: Document,
  config: Config,
  facts: Facts,
  to: Release,
): { edits: Edit[]; notes: string[] } {
  const { version } = facts.release;
  if (version === to) return { edits: [], notes: [] };
  if (!hasCommand(facts.catalog, to, config.command)) return { edits: [], notes: [describeMissingCommand(config, to)] };
  if (hasTooManyFlags(facts))
    return { edits: [], notes: [`${describeFlagCount(facts)} are too many for one run, so it is left unchanged.`] };
  const dropped = findDroppedFlags(data, facts, to);
  const index = indexGiven(facts);
  const migrated = migrateFlags(facts, to)
    .map((flag) => removeDropped(flag, dropped, index))
    .map((flag) => removeImplied(flag, data, facts, index, to))
    .map((flag) => leaveUneditable(flag, document.text, to));
  const migratedFacts = createFactsFor(facts, migrated, to);
  // A run in two texts gets new flags in its command only, so that they are added once.
  // A source release without the command has no defaults for it, and its flags must be meant for another release.
  const canAddFlags =
    (!document.joins.has(config) || config.configFile !== undefined) &&
    hasCommand(facts.catalog, version, config.command);
  const changedDefaults = canAddFlags ? findChangedDefaults(data, facts, migratedFacts) : [];
  const defaults = changedDefaults.filter(({ onlyIf }) => onlyIf === undefined);
  const needed = canAddFlags ? findNeededFlags(data, facts, to) : [];
  const file = migrateConfigFile(config, version, to);
  const inArrays = migrateArrayFlags(document, config, facts, to);
  const changes: Change[] = [
    ...[...migrated, ...inArrays].flatMap((flag) => flag.changes),
    ...[...needed, ...defaults].map(({ flag, values }): Change => ({ op: 'set', flag, values })),
    ...file.changes,
  ];
  const edits = document.syntax.printChanges(document.text, config, changes);
  const isUnprintable = changes.length > 0 && edits.length === 0;
  return {
    edits,
    notes: [
      ...(isUnprintable
        ? [`${nameOfCommand(config.command)} is left unchanged: edit it by hand inside its quotes.`]
        : []),
      ...[...migrated, ...inArrays].flatMap(({ note }) => note ?? []),
      ...needed.map(({ flag, values, why }) => `Added ${flag} ${values.join(' ')}: ${why}.`),
      ...defaults.map(
        ({ flag, values, after, why }) =>
          `Added ${flag} ${values.join(' ')}, the default of ${version}, since ${to} ${after === undefined ? 'may use another one' : `uses ${after}`}: ${why}.`,
      ),
      ...changedDefaults.flatMap((changed) => describePossibleDefault(changed, version, to)),
      ...findMigrationNotes(data, facts, to),
      ...listUnknownArguments(config, inArrays.length > 0),
      ...file.notes,
    ],
  };
}

/** Carries the flags that a branch may add to the run through an array. */
function migrateArrayFlags(document: Document, config: Config, facts: Facts, to: Release): MigratedFlag[] {
  const flags = document.syntax.findArrayFlags?.(document.text, config) ?? [];
  if (flags.length === 0) return [];
  const arrayFacts = factsOf({ ...config, flags }, facts.context);
  return migrateFlags(arrayFacts, to).map((flag) => leaveUneditable(flag, document.text, to));
}

/** The note on a default that matters in some case only, when it is unknown whether this is the case. */
const describePossibleDefault = (
  { flag, values, after, onlyIf }: ChangedDefault,
  from: Release,
  to: Release,
): string[] =>
  onlyIf === undefined
    ? []
    : [
        `${flag} is ${values.join(' ')} by default in ${from}, and ${after === undefined ? 'may be another value' : after} in ${to}: add it ${onlyIf}.`,
      ];

/** The note for a command that a release lacks, in which no flag of it has a meaning. */
const describeMissingCommand = ({ command }: Config, to: Release): string =>
  `ms-swift ${to} has no ${nameOfCommand(command)}, so the command is left unchanged.`;

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

/** Removes a flag without a comment where the release lacks it but behaves as it requests. */
function removeImplied(
  migrated: MigratedFlag,
  data: MigrationData,
  facts: Facts,
  { byEntry }: GivenIndex,
  to: Release,
): MigratedFlag {
  const [change] = migrated.changes;
  const given = change?.op === 'retire' ? byEntry.get(change.entry) : undefined;
  if (!given?.flag || !isImplicit(data, given.flag.name, given.value, facts, to)) return migrated;
  return { changes: [{ op: 'remove', entry: given.entry }], entry: undefined };
}

/** An argument that expands to all items of an array. */
const ARRAY_EXPANSION = /^"?\$\{\w+\[[@*]\]\}"?$/;

/** Lists arguments that are unknown until the run and may hold flags. The first value of a flag is surely its value. */
const listUnknownArguments = ({ flags, positionals }: Config, areArraysRead: boolean): string[] =>
  [...positionals, ...flags.flatMap(({ values, endUnknown }) => (endUnknown ? values : values.slice(1)))]
    .filter(({ maySplit, text }) => maySplit && !(areArraysRead && ARRAY_EXPANSION.test(text)))
    .map(({ text }) => `Flags that ${text} may add are left unchanged.`);

/** Leaves a flag unchanged that a variable or braces expand to, since it is not written where it is used. */
function leaveUneditable({ changes, entry, note }: MigratedFlag, text: string, to: Release): MigratedFlag {
  const uneditable = changes.find(
    (change) =>
      'entry' in change && (change.entry.fromExpansion || (change.entry.endUnknown && change.op !== 'rename')),
  );
  if (!uneditable || !('entry' in uneditable)) return { changes, entry, ...(note !== undefined && { note }) };
  const { key, name, fromExpansion, values } = uneditable.entry;
  const newState = entry ? `is called ${entry.name}` : 'does not exist';
  const reason = note ?? `${name} ${newState} in ms-swift ${to}.`;
  const location = fromExpansion
    ? `It is written in ${text.slice(key.start, key.end)}`
    : `Its value may be in ${(values.find(({ maySplit }) => maySplit) ?? values[0])?.text}`;
  return { changes: [], entry, note: `${reason} ${location}: change it by hand.` };
}

/** Creates the facts of the run as the other release reads it. */
function createFactsFor({ config, context }: Facts, migrated: readonly MigratedFlag[], to: Release): Facts {
  const release: ReleaseChoice = { version: to, from: 'setting' };
  const flags = migrated.flatMap(({ entry }) => entry ?? []);
  return factsOf({ ...config, flags }, { ...context, release });
}

import { hasCommand } from '../../catalog/catalog';
import { isExplicit, type Release, type ReleaseChoice } from '../../catalog/release';
import type { Catalog } from '../../catalog/types';
import type { Config } from '../../config/config';
import { type Change, type Edit, removeOverlaps } from '../../config/edit';
import { nameOfCommand } from '../../config/lookup';
import { type Document, describeExcess } from '../../document/document';
import { getFacts } from '../../document/facts';
import { describeFlagCount, type Facts, factsOf, hasTooManyFlags } from '../../facts/facts';
import { findGiven } from '../../facts/givens';
import {
  findChangedDefaults,
  findMigrationNotes,
  findNeededFlags,
  findRewordedValues,
  type MigrationData,
} from '../../lint/changedDefaults';
import { type MigratedFlag, migrateFlags } from './carryFlags';
import { describeDefaults, isWritten, listUnknownArguments } from './describeDefaults';
import { migrateConfigFile } from './migrateConfigFile';
import { migrateKwargs } from './migrateKwargs';
import { migrateModelType } from './migrateModelType';
import { createModelineEdits } from './modelineEdits';
import { findPluginNotes, type ReadNamedFile } from './pluginNotes';
import { replaceFlags } from './replaceFlags';

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
export function migrate(
  catalog: Catalog,
  data: MigrationData,
  document: Document,
  to: Release,
  readNamedFile: ReadNamedFile,
): Migration {
  const excess = describeExcess(document);
  const configs = excess === undefined ? document.reading.configs : [];
  const migrations = configs.map((config) => {
    const facts = makeReleaseExplicit(getFacts(catalog, document, config));
    const { edits, notes } = migrateConfig(data, document, config, facts, to);
    return { edits, notes: [...notes, ...findPluginNotes(data, facts, to, readNamedFile)] };
  });
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
  const replaced = replaceFlags(migrateFlags(facts, data, to), data, facts, to);
  const kwargs = migrateKwargs(replaced, data, facts, to);
  const migrated = kwargs.migrated.map((flag) => leaveUneditable(flag, document.text, to));
  const migratedFacts = createFactsFor(facts, migrated, to);
  // A run in two texts gets new flags in its command only, so that they are added once.
  // A source release without the command has no defaults for it, and its flags must be meant for another release.
  const canAddFlags =
    (!document.joins.has(config) || config.configFile !== undefined) &&
    hasCommand(facts.catalog, version, config.command);
  const changedDefaults = canAddFlags
    ? findChangedDefaults(data, ignoreUnknown(facts), ignoreUnknown(migratedFacts))
    : [];
  const defaults = config.mayHaveMoreFlags ? [] : changedDefaults.filter(isWritten);
  const needed = canAddFlags ? findNeededFlags(data, facts, to) : [];
  const reworded = canAddFlags ? findRewordedValues(data, ignoreUnknown(facts), to) : [];
  const modelType = canAddFlags ? migrateModelType(facts, data, to) : undefined;
  const file = migrateConfigFile(config, version, to);
  const inArrays = migrateArrayFlags(document, config, facts, data, to);
  const unknownArguments = listUnknownArguments(config, inArrays.length > 0);
  const changes: Change[] = [
    ...[...migrated, ...inArrays].flatMap((flag) => flag.changes),
    ...kwargs.changes,
    ...[...needed, ...defaults].map(({ flag, values }): Change => ({ op: 'set', flag, values })),
    ...reworded.flatMap(({ flag, value }): Change[] =>
      value !== undefined && canReword(facts, flag) ? [{ op: 'set', flag, values: value.split(' ') }] : [],
    ),
    ...(modelType?.changes ?? []),
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
      ...kwargs.notes,
      ...needed.map(({ flag, values, why }) => `Added ${flag} ${values.join(' ')}: ${why}.`),
      ...reworded.map((each) => describeReworded(each, canReword(facts, each.flag), to)),
      ...(modelType?.notes ?? []),
      ...describeDefaults(changedDefaults, config.mayHaveMoreFlags ? unknownArguments : [], version, to),
      ...findMigrationNotes(data, facts, to),
      ...unknownArguments.map((text) => `Flags that ${text} may add are left unchanged.`),
      ...file.notes,
    ],
  };
}

/** The run without the doubt that unknown arguments may hold further flags. */
const ignoreUnknown = ({ config, context }: Facts): Facts => factsOf({ ...config, mayHaveMoreFlags: false }, context);

/** Whether the value of a flag is known: an unknown argument may set one that is not given. */
const canReword = (facts: Facts, flag: string): boolean =>
  !facts.config.mayHaveMoreFlags || findGiven(facts, flag) !== undefined;

function describeReworded(
  { flag, value, why }: ReturnType<typeof findRewordedValues>[number],
  isWritten: boolean,
  to: Release,
): string {
  if (value === undefined) return `${flag} cannot express it in ${to}: ${why}.`;
  return isWritten ? `${flag} becomes ${value}: ${why}.` : `Add ${flag} ${value}, unless it is set elsewhere: ${why}.`;
}

/** Carries the flags that a branch may add to the run through an array. */
function migrateArrayFlags(
  document: Document,
  config: Config,
  facts: Facts,
  data: MigrationData,
  to: Release,
): MigratedFlag[] {
  const flags = document.syntax.findArrayFlags?.(document.text, config) ?? [];
  if (flags.length === 0) return [];
  const arrayFacts = factsOf({ ...config, flags }, facts.context);
  return migrateFlags(arrayFacts, data, to).map((flag) => leaveUneditable(flag, document.text, to));
}

/** The note for a command that a release lacks, in which no flag of it has a meaning. */
const describeMissingCommand = ({ command }: Config, to: Release): string =>
  `ms-swift ${to} has no ${nameOfCommand(command)}, so the command is left unchanged.`;

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

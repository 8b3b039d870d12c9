import { hasCommand } from '../../catalog/catalog';
import { isExplicit, isInRange, type Release, type ReleaseChoice } from '../../catalog/release';
import type { Catalog } from '../../catalog/types';
import type { Config } from '../../config/config';
import { type Change, type Edit, removeOverlaps } from '../../config/edit';
import { isInJoined } from '../../config/joinConfigs';
import { findConfigFlag, toUnderscores } from '../../config/lookup';
import type { Document } from '../../document/document';
import { getFacts } from '../../document/facts';
import { type Facts, factsOf } from '../../facts/facts';
import {
  findChangedDefaults,
  findDroppedFlags,
  findNeededFlags,
  isImplicit,
  type MigrationData,
} from '../../lint/changedDefaults';
import { type MigratedFlag, migrateFlags } from './carryFlags';
import { createModelineEdits } from './modelineEdits';

/** A document for another release: the edits, and what a reader should know about them. */
export interface Migration {
  from: Release;
  edits: Edit[];
  notes: string[];
}

/**
 * Carries every command of a document to another release: renames with the change of their values, flags that are gone
 * as comments with the reason, and defaults that would silently change written down. The modeline then names the
 * release. A document without commands is left as it is.
 */
export function migrate(catalog: Catalog, data: MigrationData, document: Document, to: Release): Migration {
  const { configs } = document.reading;
  const migrations = configs.map((config) =>
    migrateConfig(data, document, config, makeReleaseExplicit(getFacts(catalog, document, config)), to),
  );
  const own = configs[0] && getFacts(catalog, document, configs[0]).release.version;
  return {
    from: own ?? catalog.reference,
    edits:
      configs.length === 0
        ? []
        : removeOverlaps([...migrations.flatMap(({ edits }) => edits), ...createModelineEdits(document, to)]),
    notes: [...new Set(migrations.flatMap(({ notes }) => notes))],
  };
}

/** Who migrates a config takes the release that it comes from for the right one, whatever it was found by. */
const makeReleaseExplicit = (facts: Facts): Facts =>
  isExplicit(facts.release)
    ? facts
    : factsOf(facts.config, { ...facts.context, release: { ...facts.release, from: 'setting' } });

function migrateConfig(
  data: MigrationData,
  document: Document,
  config: Config,
  facts: Facts,
  to: Release,
): { edits: Edit[]; notes: string[] } {
  const { version, known } = facts.release;
  if (version === to || !known) return { edits: [], notes: [] };
  if (!hasCommand(facts.catalog, to, config.command)) return { edits: [], notes: [describeMissingCommand(config, to)] };
  const dropped = findDroppedFlags(data, facts, to);
  const migrated = migrateFlags(facts, to)
    .map((each) => removeDropped(each, dropped, facts))
    .map((each) => removeImplied(each, data, facts, to))
    .map((each) => leaveUneditable(each, document.text, to));
  const migratedFacts = createFactsFor(facts, migrated, to);
  // Of a run in two texts, the command is where flags are added, so that they are added once.
  // A release without the command does nothing by default, and its flags can only be meant for another one.
  const canAddFlags =
    (!document.joins.has(config) || config.configFile !== undefined) &&
    hasCommand(facts.catalog, version, config.command);
  const defaults = canAddFlags ? findChangedDefaults(data, facts, migratedFacts) : [];
  const needed = canAddFlags ? findNeededFlags(data, facts, to) : [];
  const file = migrateConfigFile(config, version, to);
  const changes: Change[] = [
    ...migrated.flatMap((each) => each.changes),
    ...[...needed, ...defaults].map(({ flag, values: words }): Change => ({ op: 'set', flag, values: words })),
    ...file.changes,
  ];
  const edits = document.syntax.printChanges(document.text, config, changes);
  const isUnprintable = changes.length > 0 && edits.length === 0;
  return {
    edits,
    notes: [
      ...(isUnprintable ? [`megatron ${config.command} stays as it is: change it by hand inside its quotes.`] : []),
      ...migrated.flatMap(({ note }) => note ?? []),
      ...needed.map(({ flag, values: words, why }) => `${flag} ${words.join(' ')} is added: ${why}.`),
      ...defaults.map(
        ({ flag, values: words, after, why }) =>
          `${flag} ${words.join(' ')} is what ${version} does by default, ${to} ${after === undefined ? 'may do otherwise' : `has ${after}`}: ${why}.`,
      ),
      ...listUnknownArguments(config),
      ...file.notes,
    ],
  };
}

/** No flag of a command means anything to a release that does not have the command. */
const describeMissingCommand = ({ command }: Config, to: Release): string =>
  `ms-swift ${to} has no megatron ${command}, so that the command stays as it is.`;

function removeDropped(
  migrated: MigratedFlag,
  dropped: readonly { flag: string; why: string }[],
  facts: Facts,
): MigratedFlag {
  const given = facts.givenFlags.find(({ entry }) => entry.key === migrated.entry?.key);
  const reason = dropped.find(({ flag }) => flag === given?.flag?.name);
  if (!given || !reason || isInJoined(given.entry.key)) return migrated;
  return {
    changes: [{ op: 'retire', entry: given.entry, reason: `Taken out: ${reason.why}.` }],
    note: `${reason.flag} is taken out: ${reason.why}.`,
    entry: undefined,
  };
}

/** Where the release does what a flag says without having that flag, no comment is needed. */
function removeImplied(migrated: MigratedFlag, data: MigrationData, facts: Facts, to: Release): MigratedFlag {
  const [change] = migrated.changes;
  const given = change?.op === 'retire' ? facts.givenFlags.find(({ entry }) => entry === change.entry) : undefined;
  if (!given?.flag || !isImplicit(data, given.flag.name, given.value, facts, to)) return migrated;
  return { changes: [{ op: 'remove', entry: given.entry }], entry: undefined };
}

/** Words that only the run shows may hold flags, and those stay what they are. What a flag takes surely is its value. */
const listUnknownArguments = ({ flags, positionals: words }: Config): string[] =>
  [...words, ...flags.flatMap(({ values, endUnknown: loose }) => (loose ? values : values.slice(1)))]
    .filter(({ maySplit: splice }) => splice)
    .map(({ text }) => `What ${text} may add stays as it is.`);

/** A flag that a variable or braces hold is not written where it is used, so that nothing can be changed there. */
function leaveUneditable({ changes, entry, note }: MigratedFlag, text: string, to: Release): MigratedFlag {
  const uneditable = changes.find(
    (change) =>
      'entry' in change && (change.entry.fromExpansion || (change.entry.endUnknown && change.op !== 'rename')),
  );
  if (!uneditable || !('entry' in uneditable)) return { changes, entry, ...(note !== undefined && { note }) };
  const { key, name, fromExpansion: unwritten, values } = uneditable.entry;
  const newState = entry ? `called ${entry.name}` : 'gone';
  const reason = note ?? `${name} is ${newState} in ms-swift ${to}.`;
  const location = unwritten
    ? `It stands in ${text.slice(key.start, key.end)}`
    : `Its value may be in ${(values.find(({ maySplit: splice }) => splice) ?? values[0])?.text}`;
  return { changes: [], entry, note: `${reason} ${location}: change it by hand.` };
}

/** The run as the other release reads it. */
function createFactsFor({ config, context }: Facts, migrated: readonly MigratedFlag[], to: Release): Facts {
  const release: ReleaseChoice = { version: to, from: 'setting', known: true };
  const flags = migrated.flatMap(({ entry }) => entry ?? []);
  return factsOf({ ...config, flags }, { ...context, release });
}

/** Names the config file of a command as the release reads it, where it reads one. */
function migrateConfigFile(config: Config, from: Release, to: Release): { changes: Change[]; notes: string[] } {
  const { configFile: uses, head } = config;
  const unchanged = { changes: [], notes: [] };
  if (!uses || !/\.ya?ml$/.test(uses.value ?? '')) return unchanged;
  const entry = findConfigFlag(config);
  // From 4.3 on, Ray reads a file behind --config, of roles and groups that no other reader understands.
  if (entry && isInRange(from, '4.3+') && config.flags.some(({ name }) => toUnderscores(name) === 'use_ray')) {
    const note = `${uses.text} is a config of Ray, which ms-swift reads from 4.3 on only: it stays as it is.`;
    return { changes: [], notes: isInRange(to, '4.3+') ? [] : [note] };
  }
  const isFirstArgument = isInRange(to, '4.1+');
  if (!isFirstArgument && !isInRange(to, '3.10-4.0.4')) {
    return { changes: [], notes: [`ms-swift ${to} reads no YAML: write the flags of ${uses.text} into the command.`] };
  }
  if ((entry !== undefined) !== isFirstArgument) return unchanged;
  const insertionPoint = { start: head.end, end: head.end };
  const note = `Up to 4.0.4 ${uses.text} goes over the flags of the command, from 4.1 on they go over it: look at those that are in both.`;
  const notes = isInRange(from, '4.1+') !== isFirstArgument ? [note] : [];
  if (entry && isFirstArgument) {
    return {
      changes: [
        { op: 'remove', entry },
        { op: 'text', span: insertionPoint, newText: ` ${uses.text}` },
      ],
      notes,
    };
  }
  return { changes: [{ op: 'text', span: { ...uses.span, end: uses.span.start }, newText: '--config ' }], notes };
}

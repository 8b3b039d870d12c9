import { hasCommand } from '../../catalog/catalog';
import { inRange, isExplicit, type Release, type ReleaseChoice } from '../../catalog/release';
import type { Catalog } from '../../catalog/types';
import { type Config, namingFlag, underscored } from '../../config/config';
import { type Change, type Edit, withoutClashes } from '../../config/edit';
import { isInOther } from '../../config/joinConfigs';
import type { Document } from '../../document/document';
import { factsIn } from '../../document/facts';
import { type Facts, factsOf } from '../../facts/facts';
import { changedDefaults, flagsDropped, flagsNeeded, isImplicit, type MigrationData } from '../../lint/changedDefaults';
import { type Carried, carryFlags } from './carryFlags';
import { modelineEdits } from './modelineEdits';

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
  const moved = configs.map((config) =>
    migrateConfig(data, document, config, asChosen(factsIn(catalog, document, config)), to),
  );
  const own = configs[0] && factsIn(catalog, document, configs[0]).release.version;
  return {
    from: own ?? catalog.reference,
    edits:
      configs.length === 0
        ? []
        : withoutClashes([...moved.flatMap(({ edits }) => edits), ...modelineEdits(document, to)]),
    notes: [...new Set(moved.flatMap(({ notes }) => notes))],
  };
}

/** Who migrates a config takes the release that it comes from for the right one, whatever it was found by. */
const asChosen = (facts: Facts): Facts =>
  isExplicit(facts.release)
    ? facts
    : factsOf(facts.config, { ...facts.around, release: { ...facts.release, from: 'setting' } });

function migrateConfig(
  data: MigrationData,
  document: Document,
  config: Config,
  facts: Facts,
  to: Release,
): { edits: Edit[]; notes: string[] } {
  const { version, known } = facts.release;
  if (version === to || !known) return { edits: [], notes: [] };
  if (!hasCommand(facts.catalog, to, config.command)) return { edits: [], notes: [withoutCommand(config, to)] };
  const dropped = flagsDropped(data, facts, to);
  const carried = carryFlags(facts, to)
    .map((each) => withoutDropped(each, dropped, facts))
    .map((each) => withoutImplied(each, data, facts, to))
    .map((each) => byHand(each, document.text, to));
  const now = factsAt(facts, carried, to);
  // Of a run in two texts, the command is where flags are added, so that they are added once.
  // A release without the command does nothing by default, and its flags can only be meant for another one.
  const isWhole =
    (!document.joins.has(config) || config.uses !== undefined) && hasCommand(facts.catalog, version, config.command);
  const defaults = isWhole ? changedDefaults(data, facts, now) : [];
  const needed = isWhole ? flagsNeeded(data, facts, to) : [];
  const file = fileForm(config, version, to);
  const changes: Change[] = [
    ...carried.flatMap((each) => each.changes),
    ...[...needed, ...defaults].map(({ flag, words }): Change => ({ op: 'set', flag, values: words })),
    ...file.changes,
  ];
  const edits = document.syntax.edits(document.text, config, changes);
  const isStuck = changes.length > 0 && edits.length === 0;
  return {
    edits,
    notes: [
      ...(isStuck ? [`megatron ${config.command} stays as it is: change it by hand inside its quotes.`] : []),
      ...carried.flatMap(({ note }) => note ?? []),
      ...needed.map(({ flag, words, why }) => `${flag} ${words.join(' ')} is added: ${why}.`),
      ...defaults.map(
        ({ flag, words, after, why }) =>
          `${flag} ${words.join(' ')} is what ${version} does by default, ${to} ${after === undefined ? 'may do otherwise' : `has ${after}`}: ${why}.`,
      ),
      ...unknownWords(config),
      ...file.notes,
    ],
  };
}

/** No flag of a command means anything to a release that does not have the command. */
const withoutCommand = ({ command }: Config, to: Release): string =>
  `ms-swift ${to} has no megatron ${command}, so that the command stays as it is.`;

function withoutDropped(carried: Carried, dropped: readonly { flag: string; why: string }[], facts: Facts): Carried {
  const given = facts.given.find(({ entry }) => entry.key === carried.entry?.key);
  const reason = dropped.find(({ flag }) => flag === given?.flag?.name);
  if (!given || !reason || isInOther(given.entry.key)) return carried;
  return {
    changes: [{ op: 'retire', entry: given.entry, reason: `Taken out: ${reason.why}.` }],
    note: `${reason.flag} is taken out: ${reason.why}.`,
    entry: undefined,
  };
}

/** Where the release does what a flag says without having that flag, no comment is needed. */
function withoutImplied(carried: Carried, data: MigrationData, facts: Facts, to: Release): Carried {
  const [change] = carried.changes;
  const given = change?.op === 'retire' ? facts.given.find(({ entry }) => entry === change.entry) : undefined;
  if (!given?.flag || !isImplicit(data, given.flag.name, given.value, facts, to)) return carried;
  return { changes: [{ op: 'remove', entry: given.entry }], entry: undefined };
}

/** Words that only the run shows may hold flags, and those stay what they are. What a flag takes surely is its value. */
const unknownWords = ({ flags, words }: Config): string[] =>
  [...words, ...flags.flatMap(({ values, loose }) => (loose ? values : values.slice(1)))]
    .filter(({ splice }) => splice)
    .map(({ text }) => `What ${text} may add stays as it is.`);

/** A flag that a variable or braces hold is not written where it is used, so that nothing can be changed there. */
function byHand({ changes, entry, note }: Carried, text: string, to: Release): Carried {
  const hidden = changes.find(
    (change) => 'entry' in change && (change.entry.unwritten || (change.entry.loose && change.op !== 'rename')),
  );
  if (!hidden || !('entry' in hidden)) return { changes, entry, ...(note !== undefined && { note }) };
  const { key, name, unwritten, values } = hidden.entry;
  const now = entry ? `called ${entry.name}` : 'gone';
  const why = note ?? `${name} is ${now} in ms-swift ${to}.`;
  const place = unwritten
    ? `It stands in ${text.slice(key.start, key.end)}`
    : `Its value may be in ${(values.find(({ splice }) => splice) ?? values[0])?.text}`;
  return { changes: [], entry, note: `${why} ${place}: change it by hand.` };
}

/** The run as the other release reads it. */
function factsAt({ config, around }: Facts, carried: readonly Carried[], to: Release): Facts {
  const release: ReleaseChoice = { version: to, from: 'setting', known: true };
  const flags = carried.flatMap(({ entry }) => entry ?? []);
  return factsOf({ ...config, flags }, { ...around, release });
}

/** Names the config file of a command as the release reads it, where it reads one. */
function fileForm(config: Config, from: Release, to: Release): { changes: Change[]; notes: string[] } {
  const { uses, head } = config;
  const nothing = { changes: [], notes: [] };
  if (!uses || !/\.ya?ml$/.test(uses.value ?? '')) return nothing;
  const entry = namingFlag(config);
  // From 4.3 on, Ray reads a file behind --config, of roles and groups that no other reader understands.
  if (entry && inRange(from, '4.3+') && config.flags.some(({ name }) => underscored(name) === 'use_ray')) {
    const note = `${uses.text} is a config of Ray, which ms-swift reads from 4.3 on only: it stays as it is.`;
    return { changes: [], notes: inRange(to, '4.3+') ? [] : [note] };
  }
  const isFirstWord = inRange(to, '4.1+');
  if (!isFirstWord && !inRange(to, '3.10-4.0.4')) {
    return { changes: [], notes: [`ms-swift ${to} reads no YAML: write the flags of ${uses.text} into the command.`] };
  }
  if ((entry !== undefined) !== isFirstWord) return nothing;
  const place = { start: head.end, end: head.end };
  const note = `Up to 4.0.4 ${uses.text} goes over the flags of the command, from 4.1 on they go over it: look at those that are in both.`;
  const notes = inRange(from, '4.1+') !== isFirstWord ? [note] : [];
  if (entry && isFirstWord) {
    return {
      changes: [
        { op: 'remove', entry },
        { op: 'text', span: place, newText: ` ${uses.text}` },
      ],
      notes,
    };
  }
  return { changes: [{ op: 'text', span: { ...uses.span, end: uses.span.start }, newText: '--config ' }], notes };
}

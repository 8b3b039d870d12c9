import { compareReleases } from '../../catalog/release';
import { isInJoined } from '../../config/joinConfigs';
import { isSameSpan, toFlagName } from '../../config/lookup';
import type { Document } from '../../document/document';
import { modelOf } from '../../document/facts';
import type { Facts } from '../../facts/facts';
import type { Cursor } from '../../syntax/syntax';
import { describeModelDefault } from '../markdown/modelDefault';
import type { CompletionContext } from './context';
import type { FlagRow } from './flagTable';
import type { Completion } from './item';
import { listNeeds, type Need } from './needs';

/** Ranks of flags in a list. Within one, needs keep their order, and other flags are ordered by use, then by name. */
const RANK = { fix: 0, required: 1, companion: 2, other: 3, obsolete: 5, elsewhere: 6, otherRelease: 7 } as const;

/** More than all scripts that were counted. */
const MAX_USES = 9999;

/** Prints a position or a number of uses for sorting. */
const printOrder = (order: number): string => String(order).padStart(4, '0');

const sortByUse = (rank: number, uses: number, name: string): string => `${rank}${printOrder(MAX_USES - uses)}${name}`;

/** Completes the flags that the command does not have yet, most needed first. */
export function completeFlags(
  context: CompletionContext,
  document: Document,
  cursor: Cursor,
  facts: Facts,
): Completion[] {
  const { catalog, release, config } = facts;
  const present = findPresentFlags(document, cursor, facts);
  const isAbsent = (name: string): boolean => !present.own.has(name);
  const needs = listNeeds(context, document, cursor, facts, isAbsent);
  const companions = context.findCompanions(facts, (name) => isAbsent(name) && !needs.has(name));
  const rows = context.table.list(catalog, release.version, config.command);
  const model = modelOf(catalog, document, cursor.config)?.path;
  const createItem = createFlagItems(document, cursor);
  const selector = isAbsent(SELECTOR) ? completeSelector(context, document, cursor, facts, createItem) : [];
  const own = rows.flatMap((row): Completion[] => {
    const { name } = row.flag;
    if (!isAbsent(name) || (name === SELECTOR && selector.length > 0)) return [];
    const need = needs.get(name);
    const sort = need
      ? RANK[need.kind] + printOrder(need.position) + name
      : sortByUse(rankOf(row, present, companions), row.uses, name);
    const inEffect = describeModelDefault(facts, name, model);
    const topic = { flag: name, command: config.command, version: release.version };
    return [
      createItem(row, {
        sort,
        note: chooseNote(document.syntax.label(name), need) ?? row.group,
        detail: need ? `${row.detail} · ${need.notes[0]}` : row.detail,
        hasTopicDetail: !need && catalog === context.catalog,
        topic: inEffect === undefined ? topic : { ...topic, inEffect },
      }),
    ];
  });
  return [...own, ...selector, ...completeOthers(context, facts, isAbsent, createItem)];
}

/** Width of a row in the list of VS Code, in characters of a label; those of the note at its end are smaller. */
const MAX_ROW_CHARACTERS = 44;
const NOTE_CHARACTER = 0.85;

/**
 * Returns the longest note that fits beside a label. A flag that fixes an error always says so in full: the beginning of
 * that is enough where the end is cut.
 */
const chooseNote = (label: string, need: Need | undefined): string | undefined =>
  need?.kind === 'fix'
    ? need.notes[0]
    : need?.notes.find((note) => label.length + NOTE_CHARACTER * note.length <= MAX_ROW_CHARACTERS);

/** Ranks a flag that the command does not need. */
function rankOf(row: FlagRow, { elsewhere }: PresentFlags, companions: ReadonlyMap<string, string>): number {
  const { name } = row.flag;
  if (elsewhere.has(name)) return RANK.elsewhere;
  if (isWithoutEffect(row)) return RANK.obsolete;
  return companions.has(name) ? RANK.companion : RANK.other;
}

const isWithoutEffect = ({ form }: FlagRow): boolean =>
  form.noEffect === true || form.overwritten === true || form.unreadable === true;

/** The flags that a command has, in its own text and in the config file or script that belongs to it. */
interface PresentFlags {
  own: ReadonlySet<string>;
  elsewhere: ReadonlySet<string>;
}

/** Finds the flags of the command, also below a line that cuts it off, except for the one at the cursor. */
function findPresentFlags(document: Document, cursor: Cursor, facts: Facts): PresentFlags {
  const { byName } = facts.catalog;
  const own = new Set<string>();
  const elsewhere = new Set<string>();
  const current = cursor.at === 'flag' ? cursor.entry : undefined;
  for (const { entry, flag } of facts.givenFlags) {
    const name = flag?.name;
    if (name === undefined || (current && isSameSpan(entry.key, current.key))) continue;
    if (isInJoined(entry.key)) elsewhere.add(name);
    else own.add(name);
  }
  for (const name of document.syntax.findFlagsBelow?.(document.text, cursor.span.end) ?? []) {
    const flag = byName.get(toFlagName(name));
    if (flag) own.add(flag.name);
  }
  return { own, elsewhere };
}

type ItemParts = Pick<Completion, 'sort' | 'note' | 'topic'> & Partial<Pick<Completion, 'detail' | 'hasTopicDetail'>>;

/** Creates the item of a flag. */
type CreateItem = (row: FlagRow, parts: ItemParts) => Completion;

/** Prepares the items at a cursor. All have the same shape, since hundreds are created with each keystroke. */
function createFlagItems({ syntax, text }: Document, cursor: Cursor): CreateItem {
  const hasValue = cursor.at === 'flag' && cursor.entry !== undefined && cursor.entry.values.length > 0;
  const print = syntax.createFlagPrinter(text, cursor);
  const isDashed = cursor.prefix.startsWith('-') || cursor.prefix === '';
  return (row, { sort, note, topic, detail = row.detail, hasTopicDetail = false }) => {
    const { name } = row.flag;
    const newText = print(name, !hasValue);
    return {
      label: syntax.label(name),
      kind: 'flag',
      detail,
      hasTopicDetail,
      note,
      icon: row.icon,
      summary: row.summary,
      sort,
      // A name typed without its dashes must find its flag as well.
      filter: isDashed ? newText.trim().replace(/:$/, '') : name,
      edit: { span: cursor.span, newText },
      topic,
      isObsolete: isWithoutEffect(row),
      continues: newText.endsWith(' '),
    };
  };
}

/** The flag that makes a config file one of `megatron rlhf`: without it, the keys of a file look like those of `sft`. */
const SELECTOR = 'rlhf_type';

/** Offers the flag that turns a config file, whose command is only guessed, into one of another command. */
function completeSelector(
  { table }: CompletionContext,
  document: Document,
  cursor: Cursor,
  { catalog, release, config }: Facts,
  createItem: CreateItem,
): Completion[] {
  if (!config.partial || document.joins.has(cursor.config) || config.command !== 'sft') return [];
  const row = table.find(catalog, release.version, 'rlhf', SELECTOR);
  if (!row) return [];
  return [
    createItem(row, {
      sort: sortByUse(RANK.other, row.uses, SELECTOR),
      note: 'for megatron rlhf',
      topic: { flag: SELECTOR, command: 'rlhf', version: release.version },
    }),
  ];
}

/**
 * Completes flags of other releases, labeled and last, where the release is a guess: those of releases that fit the text
 * as well.
 */
function completeOthers(
  { table }: CompletionContext,
  { catalog, release, config }: Facts,
  isAbsent: (name: string) => boolean,
  createItem: CreateItem,
): Completion[] {
  const { others = [], doubt, version } = release;
  if (doubt !== 'guess') return [];
  const { command } = config;
  return table.listOthers(catalog, version, others, command).flatMap(({ row, release: other }): Completion[] => {
    const { name } = row.flag;
    if (!isAbsent(name)) return [];
    const { since, until } = row.lifetime;
    const note = compareReleases(since, version) > 0 ? `since ${since}` : `until ${until}`;
    const sort = sortByUse(RANK.otherRelease, row.uses, name);
    const topic = { flag: name, command, version: other };
    return [createItem(row, { sort, note, detail: note, topic })];
  });
}

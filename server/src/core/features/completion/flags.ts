import { formOf } from '../../catalog/catalog';
import { compareReleases } from '../../catalog/release';
import { lifetimeOf } from '../../catalog/renames';
import type { Flag } from '../../catalog/types';
import { countUses } from '../../catalog/usage';
import { isInJoined } from '../../config/joinConfigs';
import { isSameSpan, toFlagName } from '../../config/lookup';
import type { Document } from '../../document/document';
import { modelOf } from '../../document/facts';
import type { Facts } from '../../facts/facts';
import type { Cursor } from '../../syntax/syntax';
import { docsOfFlag } from '../markdown/flagDocs';
import { describeModelDefault } from '../markdown/modelDefault';
import type { CompletionContext } from './context';
import type { FlagRow } from './flagTable';
import type { Completion } from './item';
import { listNeeds } from './needs';
import { groupOf } from './sections';

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
  const needs = listNeeds(catalog, context.lint, document, cursor.config, facts, isAbsent);
  const companions = context.findCompanions(facts, (name) => isAbsent(name) && !needs.has(name));
  const rows = context.table(catalog, release.version, config.command);
  const model = modelOf(catalog, document, cursor.config)?.path;
  const selector = isAbsent(SELECTOR) ? completeSelector(context, document, cursor, facts) : [];
  const own = [...rows.values()].flatMap((row): Completion[] => {
    const { name } = row.flag;
    if (!isAbsent(name) || selector.some(({ topic }) => topic && 'flag' in topic && topic.flag === name)) return [];
    const inEffect = describeModelDefault(facts, name, model);
    const item = createFlagItem(document, cursor, facts, row, inEffect);
    const need = needs.get(name);
    if (need) return [{ ...item, sort: RANK[need.kind] + printOrder(need.position) + name, note: need.note }];
    const by = companions.get(name);
    if (present.elsewhere.has(name)) return [{ ...item, sort: sortByUse(RANK.elsewhere, row.uses, name) }];
    if (by === undefined || item.isObsolete) return [item];
    return [{ ...item, sort: sortByUse(RANK.companion, row.uses, name) }];
  });
  return [...own, ...selector, ...completeOthers(document, cursor, facts, isAbsent)];
}

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

function createFlagItem(
  document: Document,
  cursor: Cursor,
  { catalog, release, config }: Facts,
  { flag, form, detail, section, uses }: FlagRow,
  inEffect: string | undefined,
): Completion {
  const { name } = flag;
  const isObsolete = form.noEffect === true || form.overwritten === true || form.unreadable === true;
  return {
    ...printFlagItem(document, cursor, flag),
    detail,
    note: groupOf(section),
    section,
    get summary() {
      return docsOfFlag(catalog, flag, release.version, config.command).summary;
    },
    sort: sortByUse(isObsolete ? RANK.obsolete : RANK.other, uses, name),
    topic: {
      flag: name,
      command: config.command,
      version: release.version,
      ...(inEffect !== undefined && { inEffect }),
    },
    isObsolete,
  };
}

/** The parts of an item that print a flag. */
function printFlagItem(
  { syntax, text }: Document,
  cursor: Cursor,
  flag: Flag,
): Pick<Completion, 'label' | 'kind' | 'filter' | 'edit' | 'continues'> {
  const hasValue = cursor.at === 'flag' && cursor.entry !== undefined && cursor.entry.values.length > 0;
  const newText = syntax.printFlag(flag.name, !hasValue, text, cursor);
  const isDashed = cursor.prefix.startsWith('-') || cursor.prefix === '';
  return {
    label: syntax.label(flag.name),
    kind: 'flag',
    // A name typed without its dashes must find its flag as well.
    filter: isDashed ? newText.trim().replace(/:$/, '') : flag.name,
    edit: { span: cursor.span, newText },
    continues: newText.endsWith(' '),
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
): Completion[] {
  if (!config.partial || document.joins.has(cursor.config) || config.command !== 'sft') return [];
  const row = table(catalog, release.version, 'rlhf').get(SELECTOR);
  if (!row) return [];
  const facts = { catalog, release, config: { ...config, command: 'rlhf' } } as Facts;
  const item = createFlagItem(document, cursor, facts, row, undefined);
  return [{ ...item, sort: sortByUse(RANK.other, row.uses, SELECTOR), note: 'for megatron rlhf' }];
}

/**
 * Completes flags of other releases, labeled and last, where the release is a guess: those of releases that fit the text
 * as well.
 */
function completeOthers(
  document: Document,
  cursor: Cursor,
  { catalog, release, config }: Facts,
  isAbsent: (name: string) => boolean,
): Completion[] {
  const { others = [], doubt, version } = release;
  if (doubt !== 'guess') return [];
  const { command } = config;
  const { forms } = catalog.view(version, command);
  return catalog.flags.flatMap((flag): Completion[] => {
    if (forms.has(flag.name) || !isAbsent(flag.name)) return [];
    const other = others.findLast((each) => formOf(flag, each, command) !== undefined);
    if (other === undefined) return [];
    const { since, until } = lifetimeOf(catalog, flag, command);
    const note = compareReleases(since, version) > 0 ? `since ${since}` : `until ${until}`;
    return [
      {
        ...printFlagItem(document, cursor, flag),
        detail: note,
        note,
        section: catalog.docs.flag(flag.name, other).section,
        get summary() {
          return catalog.docs.flag(flag.name, other).summary;
        },
        sort: sortByUse(RANK.otherRelease, countUses(catalog, flag.name, command), flag.name),
        topic: { flag: flag.name, command, version: other },
      },
    ];
  });
}

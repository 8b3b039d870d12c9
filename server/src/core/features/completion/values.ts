import type { Flag, Form } from '../../catalog/types';
import { parseValue, TYPES } from '../../catalog/value';
import type { DiskLists, DiskQuery } from '../../document/diskLists';
import type { Document } from '../../document/document';
import type { Facts } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';
import type { Cursor } from '../../syntax/syntax';
import { startOfLine } from '../../text/lines';
import { docsOfFlag } from '../markdown/flagDocs';
import { filterAcceptedValues } from '../markdown/releaseNames';
import type { CompletionContext } from './context';
import { completeFlags } from './flags';
import type { Completion } from './item';
import { judgeValues } from './judgeValues';
import { createDiskQuery, listDiskValues, typedValueOf } from './paths';
import { completeReferences } from './references';
import { listNames, pathOf } from './valueNames';

type ValueCursor = Cursor & { at: 'value' };

/** A value that may be offered. */
interface Candidate {
  value: string;
  label?: string;
  kind: Completion['kind'];
  detail: string;
}

/** Values that are offered at once. */
const MAX_VALUES = 1000;

/** Returns the lists of the disk that complete the value at the cursor. */
export function findDiskQueryAt(facts: Facts, cursor: ValueCursor): DiskQuery | undefined {
  const flag = findGivenAt(facts, cursor)?.flag;
  const pathFlag = flag && pathOf(facts, flag.name);
  return pathFlag && createDiskQuery(pathFlag, typedValueOf(cursor));
}

const findGivenAt = (facts: Facts, { entry }: ValueCursor): GivenFlag | undefined => facts.givenOf(entry);

/** Completes the value at the cursor, and the next flag where the value before the cursor may be the last one. */
export function completeValues(
  context: CompletionContext,
  document: Document,
  cursor: ValueCursor,
  facts: Facts,
  lists: DiskLists,
): Completion[] {
  const given = findGivenAt(facts, cursor);
  const { flag, form } = given ?? {};
  if (!given || !flag || !form) return cursor.index > 0 ? completeFlags(context, document, cursor, facts) : [];
  const isValue = form.list === true || cursor.index === 0;
  const values = isValue ? listItems(context, document, cursor, facts, { flag, form }, lists) : [];
  if (!mayBeFlag(document, cursor, form)) return values;
  const flags = completeFlags(context, document, cursor, facts);
  return [...flags, ...values.map(cursor.prefix === '' && cursor.index > 0 ? sortLast : (item) => item)];
}

/** Puts a further item of a list after the flags: before anything is typed, most lists are complete. */
/** The note of a value that breaks a rule. */
const BREAKS_RULE = 'breaks a rule here';

const sortLast = (item: Completion): Completion => ({ ...item, sort: `~${item.sort}` });

/** Whether the word at the cursor may be the next flag: it begins like one, or follows a value or begins a line. */
function mayBeFlag({ syntax, text }: Document, { prefix, index, span }: ValueCursor, form: Form): boolean {
  if (!syntax.allowsFlagAfterValue) return false;
  const mayEnd = index > 0 || form.bare === true;
  if (prefix.startsWith('-')) return mayEnd && !/^-\d/.test(prefix);
  const isWord = /^\w*$/.test(prefix);
  const beginsLine = text.slice(startOfLine(text, span.start), span.start).trim() === '';
  return isWord && ((prefix === '' && index > 0) || (mayEnd && beginsLine) || (index > 0 && !form.list));
}

function listItems(
  context: CompletionContext,
  document: Document,
  cursor: ValueCursor,
  facts: Facts,
  { flag, form }: { flag: Flag; form: Form },
  lists: DiskLists,
): Completion[] {
  const { catalog, release, config } = facts;
  const typed = typedValueOf(cursor);
  const { values: described = {} } = docsOfFlag(catalog, flag, release.version, config.command);
  const candidates = listCandidates(facts, cursor, flag, form, Object.keys(described), lists);
  const reasons = judge(context, document, facts, cursor, flag, candidates);
  const items = candidates.slice(0, MAX_VALUES).map(({ value, label = value, kind, detail }, index): Completion => {
    const newText = document.syntax.printValue(value, document.text, cursor);
    const reason = reasons.get(value);
    const isDefault = String(form.default) === value;
    return {
      label,
      kind,
      // An editor breaks a long detail inside its words, so that the reason belongs into the documentation.
      detail: reason !== undefined ? BREAKS_RULE : isDefault ? '' : detail,
      note: reason !== undefined ? BREAKS_RULE : isDefault ? 'default' : detail,
      summary: reason ?? described[value] ?? '',
      sort: `${reason === undefined ? '0' : '9'}${String(index).padStart(4, '0')}`,
      filter: /^["']/.test(cursor.prefix) ? newText : value,
      edit: { span: cursor.span, newText },
      ...(kind !== 'file' &&
        kind !== 'folder' && {
          topic: {
            flag: flag.name,
            command: config.command,
            version: release.version,
            value,
            ...(reason && { reason }),
          },
        }),
      continues: value.endsWith('/'),
    };
  });
  return typed === '' || typed.includes('$') ? [...items, ...completeReferences(document, cursor, flag.name)] : items;
}

/** Judges values by the rules, unless the flag holds several of them. */
function judge(
  { lint }: CompletionContext,
  document: Document,
  facts: Facts,
  cursor: ValueCursor,
  { name }: Flag,
  candidates: readonly Candidate[],
): ReadonlyMap<string, string> {
  const isOnly = cursor.entry.values.length <= 1 && facts.lastByName.get(name)?.entry === cursor.entry;
  const values = candidates.filter(({ kind }) => kind === 'value').map(({ value }) => value);
  if (!isOnly) return new Map();
  const linted = document.cache.get(cursor.config)?.linted;
  const known = linted?.run.flags === facts.config.flags ? linted.memory : undefined;
  return judgeValues(lint, facts, name, values, known);
}

/** Lists the values that continue the typed text: choices, known names, and what is on the disk; then examples. */
function listCandidates(
  facts: Facts,
  cursor: ValueCursor,
  flag: Flag,
  form: Form,
  described: readonly string[],
  lists: DiskLists,
): Candidate[] {
  const { catalog, release, config } = facts;
  const typed = typedValueOf(cursor);
  const query = findDiskQueryAt(facts, cursor);
  const isNumber = form.type === 'int' || form.type === 'float';
  const path = pathOf(facts, flag.name);
  // An example of a path is no file of the user.
  const examples = (cursor.index === 0 ? (flag.examples ?? []) : []).filter(
    (example) => !path || !/^[./~]|\.\w+$/.test(example),
  );
  const fixed = [
    // A number that is typed already stays as it is when the list is accepted.
    ...(isNumber && typed !== '' && parseValue(typed, form).ok ? [typed] : []),
    ...TYPES[form.type].suggestions(form),
    ...described,
  ].map((value) => ({ value, detail: '' }));
  const names = listNames(facts, flag.name);
  const accepted = new Set(
    filterAcceptedValues(
      catalog,
      flag,
      [...fixed, ...names, ...examples.map((value) => ({ value }))].map(({ value }) => value),
      release.version,
      config.command,
    ),
  );
  const toCandidate = ({ value, detail }: { value: string; detail: string }): Candidate => ({
    value,
    detail,
    kind: path?.models ? 'model' : 'value',
  });
  const all: Candidate[] = [
    ...fixed.map((each) => ({ ...each, kind: 'value' as const })).filter(({ value }) => accepted.has(value)),
    ...(query ? listDiskValues(lists, query) : []),
    ...names.filter(({ value }) => accepted.has(value)).map(toCandidate),
    ...examples.filter((value) => accepted.has(value)).map((value) => toCandidate({ value, detail: 'example' })),
  ];
  const seen = new Set(
    cursor.entry.values.flatMap(({ value }, index) => (index === cursor.index ? [] : (value ?? []))),
  );
  return all.filter(({ value }) => continuesText(value, typed) && !seen.has(value) && seen.add(value));
}

/** Whether a value continues the typed text, from its beginning or that of its last part. Enter replaces nothing else. */
function continuesText(value: string, typed: string): boolean {
  if (typed === '') return true;
  const [lower, lowerTyped] = [value.toLowerCase(), typed.toLowerCase()];
  return lower.startsWith(lowerTyped) || lower.slice(lower.lastIndexOf('/') + 1).startsWith(lowerTyped);
}

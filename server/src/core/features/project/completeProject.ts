import type { Release } from '../../catalog/release';
import { idOfGroup } from '../../comments/suppressions';
import type { Span } from '../../config/config';
import { SEVERITIES } from '../../document/severity';
import { keysOf, type ProjectKey } from '../../project/keys';
import type { Completion } from '../completion/item';
import { findPlace, type Place } from './findPlace';

/** The names that completion offers. */
export interface ProjectNames {
  releases: readonly Release[];
  ruleIds: readonly string[];
  titleOf: (rule: string) => string;
}

/** GiB in the names of common GPUs. */
const GPU_MEMORY: readonly (readonly [gib: number, gpus: string])[] = [
  [80, 'H100, A100, H800, A800'],
  [141, 'H200'],
  [96, 'H20'],
  [48, 'L40S, A6000'],
  [40, 'A100 40GB'],
  [24, 'RTX 4090, A10, L4'],
];
const GPU_COUNTS = [8, 16, 32, 64, 128];

const SEVERITY_TEXTS = {
  error: 'The run is rejected, or trains something else than written',
  warning: 'A flag is ignored, overridden or harmful',
  hint: 'Worth knowing',
  off: 'The findings are hidden',
} as const;

/** Completes a `preflight.toml` at an offset: headers, keys, rules and values, in half-typed text as well. */
export function completeProject(names: ProjectNames, text: string, offset: number): Completion[] {
  const place = findPlace(text, offset);
  if (!place) return [];
  switch (place.kind) {
    case 'header':
      return completeHeaders(place);
    case 'key':
      return completeKeys(names, place);
    case 'value':
      return completeValues(names, place);
  }
}

/** The parts of an item that differ. */
interface Item {
  label: string;
  kind: Completion['kind'];
  newText: string;
  detail?: string;
  summary?: string;
  continues?: boolean;
}

/** Creates items in their order. The editor compares what is typed, which may begin with a quote, with the filter. */
const toCompletions = (items: readonly Item[], span: Span, typed: string): Completion[] =>
  items.map(({ label, kind, newText, detail = '', summary = '', continues }, index) => ({
    label,
    kind,
    detail,
    summary,
    sort: String(index).padStart(4, '0'),
    filter: /^["']/.test(typed) ? `${typed[0]}${label}` : label,
    edit: { span, newText },
    ...(continues && { continues }),
  }));

const toHeader = ({ name, summary }: ProjectKey): Item => {
  const header = name === 'overrides' ? '[[overrides]]' : `[${name}]`;
  return { label: header, kind: 'setting', newText: header, detail: summary };
};

const isTable = ({ type }: ProjectKey): boolean => type === 'severities' || type === 'overrides';

const completeHeaders = ({ span, typed }: Place): Completion[] =>
  toCompletions(keysOf('file').filter(isTable).map(toHeader), span, typed).map((item) => ({
    ...item,
    filter: item.label,
  }));

function completeKeys(names: ProjectNames, { table, present, span, typed, hasEquals, isInline }: Place): Completion[] {
  const ending = hasEquals ? '' : ' = ';
  const continues = !hasEquals;
  if (table === 'severity') {
    const items = listRules(names).map(({ id, title }): Item => {
      return { label: id, kind: 'rule', newText: `"${id}"${ending}`, detail: title, continues };
    });
    return toCompletions([...items, ...(isInline ? [] : listHeaders(typed))].filter(isNew(present)), span, typed);
  }
  if (table === undefined) return isInline ? [] : toCompletions(listHeaders(typed), span, typed);
  const keys = keysOf(table).filter((key) => !isTable(key) || (table === 'overrides' && key.type === 'severities'));
  const items = keys.map(
    ({ name, summary, details, type }): Item => ({
      label: name,
      kind: 'setting',
      newText: type === 'severities' && !hasEquals ? `${name} = { }` : name + ending,
      detail: summary,
      summary: details,
      continues,
    }),
  );
  return toCompletions([...items, ...(isInline ? [] : listHeaders(typed))].filter(isNew(present)), span, typed);
}

const isNew =
  (present: ReadonlySet<string>) =>
  ({ label }: Item): boolean =>
    !present.has(label);

/** The tables that may begin at a line, unless a quoted key is being typed. */
const listHeaders = (typed: string): Item[] =>
  typed.startsWith('"') ? [] : keysOf('file').filter(isTable).map(toHeader);

const listRules = ({ ruleIds, titleOf }: ProjectNames): { id: string; title: string }[] => [
  ...[...new Set(ruleIds.map(idOfGroup))].map((id) => ({ id, title: `All rules of the group ${id.slice(0, -2)}` })),
  ...ruleIds.map((id) => ({ id, title: titleOf(id) })),
];

function completeValues({ releases }: ProjectNames, { table, key, span, typed }: Place): Completion[] {
  const quote = typed.startsWith("'") ? "'" : '"';
  const toText = (label: string, detail: string): Item => {
    return { label, kind: 'value', newText: quote + label + quote, detail };
  };
  if (table === 'severity')
    return toCompletions(
      SEVERITIES.map((each) => toText(each, SEVERITY_TEXTS[each])),
      span,
      typed,
    );
  const type = table && keysOf(table).find(({ name }) => name === key)?.type;
  if (type === 'release') {
    const newest = releases.at(-1);
    const items = releases
      .toReversed()
      .map((each) => toText(each, each === newest ? 'The newest release that is known' : ''));
    return toCompletions(items, span, typed);
  }
  const numbers: Item[] =
    type === 'gpus'
      ? GPU_COUNTS.map((count) => ({
          label: String(count),
          kind: 'value',
          newText: String(count),
          detail: `${count / 8} × 8 GPUs`,
        }))
      : type === 'gib'
        ? GPU_MEMORY.map(([gib, gpus]) => ({ label: String(gib), kind: 'value', newText: String(gib), detail: gpus }))
        : [];
  return toCompletions(numbers, span, typed);
}

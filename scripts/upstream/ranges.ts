import { isInRange, type Release } from '../../server/src/core/catalog/release';
import type { SourceFacts } from './sourceFacts';

/** Ends an open range at a release: `4.1+` becomes `4.1-4.5.2`. */
export function closeRange(range: string, last: Release): string {
  const first = range.replace(/\+$/, '');
  return range.endsWith('+') && first !== last ? `${first}-${last}` : first;
}

/** The releases as ranges of consecutive ones; the last one is open if it reaches the newest release. */
function rangesOf(held: ReadonlySet<Release>, releases: readonly Release[]): string[] {
  const runs: Release[][] = [];
  for (const [index, release] of releases.entries()) {
    if (!held.has(release)) continue;
    if (held.has(releases[index - 1] ?? '')) runs.at(-1)?.push(release);
    else runs.push([release]);
  }
  return runs.map((run) => {
    const [first = '', last = first] = [run[0], run.at(-1)];
    if (last === releases.at(-1)) return `${first}+`;
    return first === last ? first : `${first}-${last}`;
  });
}

interface NameTable {
  flag: string;
  ranges: { releases: string; names: string }[];
}

/** The names that a registry gained or lost between two releases. */
export interface NameChange {
  kind: string;
  added: string[];
  removed: string[];
}

export function findNameChanges(before: SourceFacts, after: SourceFacts): NameChange[] {
  return Object.keys({ ...before.names, ...after.names })
    .sort()
    .map((kind) => {
      const [old, now] = [before.names[kind] ?? [], after.names[kind] ?? []];
      return {
        kind,
        added: now.filter((name) => !old.includes(name)),
        removed: old.filter((name) => !now.includes(name)),
      };
    })
    .filter(({ added, removed }) => added.length + removed.length > 0);
}

/** The tables of schemas/names.json whose names are those of another registry. */
const SAME_NAMES: Record<string, string[]> = { callbacks: ['callbacks', 'report_to'] };

/** Opens a range for the names that a release adds, and ends those of the names that it removes. */
export function updateNames<T extends NameTable>(
  tables: readonly T[],
  changes: readonly NameChange[],
  release: Release,
  previous: Release,
): T[] {
  return tables.map((table) => {
    const change = changes.find(({ kind }) => (SAME_NAMES[kind] ?? [kind]).includes(table.flag));
    if (!change) return table;
    const known = table.ranges
      .filter(({ releases }) => isInRange(release, releases))
      .flatMap(({ names }) => names.split(' '));
    const added = change.added.filter((name) => !known.includes(name));
    const kept = table.ranges.flatMap((row) => {
      if (!row.releases.endsWith('+')) return [row];
      const names = row.names.split(' ');
      const ended = names.filter((name) => change.removed.includes(name));
      const open = names.filter((name) => !change.removed.includes(name));
      return [
        ...(open.length > 0 ? [{ ...row, names: open.join(' ') }] : []),
        ...(ended.length > 0 ? [{ releases: closeRange(row.releases, previous), names: ended.join(' ') }] : []),
      ];
    });
    return {
      ...table,
      ranges: [...kept, ...(added.length > 0 ? [{ releases: `${release}+`, names: added.join(' ') }] : [])],
    };
  });
}

/** The tables of schemas/models.json: the columns that identify a row, and the one that holds its items. */
const MODEL_TABLES = {
  architectures: { keys: ['architecture'], items: 'types' },
  templates: { keys: ['template'], items: 'types' },
  multimodal: { keys: [], items: 'types' },
  names: { keys: ['type', 'template'], items: 'names' },
} as const;

type Row = Record<string, string>;

/** Replaces the items of a release in the tables of schemas/models.json, and merges the ranges of all releases again. */
export function updateModels(
  data: Record<string, unknown>,
  models: NonNullable<SourceFacts['models']>,
  release: Release,
  releases: readonly Release[],
): Record<string, unknown> {
  const tables = Object.entries(MODEL_TABLES).map(([table, { keys, items }]) => {
    const held = new Map<string, Set<Release>>();
    const hold = (key: readonly string[], item: string, added: readonly Release[]): void => {
      const id = JSON.stringify([key, item]);
      held.set(id, new Set([...(held.get(id) ?? []), ...added]));
    };
    for (const row of data[table] as Row[]) {
      const added = releases.filter((each) => each !== release && isInRange(each, row.releases ?? ''));
      for (const item of row[items]?.split(' ') ?? [])
        hold(
          keys.map((key) => row[key] ?? ''),
          item,
          added,
        );
    }
    for (const each of models.filter((model) => model.table === table)) hold(each.key, each.item, [release]);
    return [table, mergeRows(held, keys, items, releases)] as const;
  });
  return { ...data, ...Object.fromEntries(tables) };
}

/** One row for all items with the same key and range. */
function mergeRows(
  held: ReadonlyMap<string, ReadonlySet<Release>>,
  keys: readonly string[],
  items: string,
  releases: readonly Release[],
): Row[] {
  const rows = new Map<string, Row>();
  for (const [id, set] of held) {
    const [key, item] = JSON.parse(id) as [string[], string];
    for (const range of rangesOf(set, releases)) {
      const at = JSON.stringify([range, key]);
      const row = rows.get(at);
      if (row) row[items] = `${row[items]} ${item}`;
      else {
        const columns = keys.map((name, index) => [name, key[index] ?? '']).filter(([, value]) => value !== '');
        rows.set(at, { releases: range, ...Object.fromEntries(columns), [items]: item });
      }
    }
  }
  return [...rows.values()];
}

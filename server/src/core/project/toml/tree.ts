import type { Span } from '../../config/config';

/** A key, or one part of a dotted key. */
export interface TomlKey {
  name: string;
  span: Span;
}

/** A value of a TOML file with its position. */
export type TomlValue =
  | { kind: 'string'; value: string; span: Span }
  | { kind: 'number'; value: number; span: Span }
  | { kind: 'boolean'; value: boolean; span: Span }
  | { kind: 'date'; span: Span }
  | { kind: 'array'; items: TomlValue[]; span: Span }
  | TomlTable;

/** A table. The order of its members is that of the file. */
export interface TomlTable {
  kind: 'table';
  members: Map<string, TomlMember>;
  /** The header or the braces of the table, or the key that implies it. */
  span: Span;
}

export interface TomlMember {
  key: TomlKey;
  value: TomlValue;
}

/** A key that is set again. The first value holds. */
export interface RepeatedKey {
  key: TomlKey;
  first: TomlKey;
}

export const createTable = (span: Span): TomlTable => ({ kind: 'table', members: new Map(), span });

/** Sets a value below a table. Returns the key that has a value already, and then changes nothing. */
export function setValue(table: TomlTable, path: readonly TomlKey[], value: TomlValue): RepeatedKey | undefined {
  const key = path.at(-1);
  const parent = key && openTable(table, path.slice(0, -1));
  if (!key || !parent) return undefined;
  const first = 'key' in parent ? parent : parent.members.get(key.name);
  if (first) return { key, first: first.key };
  if (!('key' in parent)) parent.members.set(key.name, { key, value });
  return undefined;
}

/** Returns the table at a path, which is created where it is missing; the member in its place that is not a table. */
export function openTable(table: TomlTable, path: readonly TomlKey[]): TomlTable | TomlMember {
  let current = table;
  for (const key of path) {
    const member = current.members.get(key.name);
    const value = member?.value;
    // A path leads into the last element of an array of tables.
    const next = value?.kind === 'array' ? value.items.at(-1) : value;
    if (member && next?.kind !== 'table') return member;
    if (next?.kind === 'table') current = next;
    else {
      const created = createTable(key.span);
      current.members.set(key.name, { key, value: created });
      current = created;
    }
  }
  return current;
}

/** Adds a table to the array at a path. Returns the table; a member that is not an array of tables is returned instead. */
export function appendTable(table: TomlTable, path: readonly TomlKey[], span: Span): TomlTable | TomlMember {
  const key = path.at(-1);
  const parent = key && openTable(table, path.slice(0, -1));
  if (!key || !parent) return table;
  if ('key' in parent) return parent;
  const member = parent.members.get(key.name);
  if (member && member.value.kind !== 'array') return member;
  const added = createTable(span);
  if (member?.value.kind === 'array') member.value.items.push(added);
  else parent.members.set(key.name, { key, value: { kind: 'array', items: [added], span } });
  return added;
}

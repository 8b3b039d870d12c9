import type { DocTables } from '../core/docs';

/** Properties by name, each with one value per item of a list, in the order of the list; null means that the item lacks it. */
type Columns = Record<string, (unknown | null)[]>;

/** The part of the files of `schemas` that linting needs. */
export interface PackedData {
  /** Each list of a file is the number of a line. */
  files: Record<string, { rest: object; lists: Record<string, number> }>;
  /** `Columns` as JSON. */
  lines: string[];
}

/** The tables of texts, each in the order of its keys. */
export type PackedTexts = Record<keyof DocTables, Columns>;

/** Creates a value at the first call and returns it from then on. */
export function lazy<T>(create: () => T): () => T {
  let value: T | undefined;
  return () => {
    value ??= create();
    return value;
  };
}

/** Parses only the first line, which holds everything but the lists; a list is parsed when it is first read. */
export function parsePackedData(text: string): PackedData {
  const lines = text.split('\n');
  return { ...(JSON.parse(lines[0] ?? '') as Omit<PackedData, 'lines'>), lines };
}

/** The content of a file of `schemas` that linting needs. Each list is built when it is first read. */
export function readDataFile({ files, lines }: PackedData, name: string): unknown {
  const { rest, lists } = files[name] as PackedData['files'][string];
  const properties = Object.entries(lists).map(([key, line]) => {
    const items = lazy(() => buildItems(JSON.parse(lines[line] ?? '') as Columns));
    return [key, { enumerable: true, get: items }] as const;
  });
  return Object.defineProperties({ ...rest }, Object.fromEntries(properties));
}

/** The texts of one kind by key. They are packed without their ids and names, which `keys` lists in the same order. */
export function buildDocTable<Kind extends keyof DocTables>(
  texts: PackedTexts,
  kind: Kind,
  keys: readonly string[],
): DocTables[Kind] {
  const items = buildItems(texts[kind]);
  return Object.fromEntries(keys.map((key, index) => [key, items[index]])) as unknown as DocTables[Kind];
}

function buildItems(columns: Columns): Record<string, unknown>[] {
  const items: Record<string, unknown>[] = [];
  for (const [key, column] of Object.entries(columns)) {
    // An index loop, since this runs at every start, before anything is compiled.
    for (let index = 0; index < column.length; index++) {
      const item = items[index] ?? {};
      items[index] = item;
      if (column[index] !== null) item[key] = column[index];
    }
  }
  return items;
}

import type { Service } from '../core/service';

/** Properties by name, each with its value for every thing of a list in the order of the list; null is what a thing lacks. */
type Columns = Record<string, (unknown | null)[]>;

type TextKind = 'rules' | 'flags' | 'environment' | 'megatron';

/** What judging needs of the files of `schemas`, and the names of the properties that only explain. */
export interface PackedData {
  /** A list is the number of its line, with the kind of its things where they have texts. */
  files: Record<string, { rest: object; lists: Record<string, [line: number, kind: TextKind | null]> }>;
  texts: Record<TextKind, string[]>;
  /** `Columns` as JSON. */
  lines: string[];
}

/** What explains, in the order of the things in a service. */
export type PackedTexts = Record<TextKind, Columns>;

/** Makes something when it is first asked for. */
export function lazy<T>(create: () => T): () => T {
  let value: T | undefined;
  return () => {
    value ??= create();
    return value;
  };
}

/** The first line is all but the lists, so that of those only what is asked for has to be read. */
export function parsePackedData(text: string): PackedData {
  const lines = text.split('\n');
  return { ...(JSON.parse(lines[0] ?? '') as Omit<PackedData, 'lines'>), lines };
}

/** What a file of `schemas` says that judging needs. A list is put together when it is first asked for. */
export function readDataFile({ files, lines, texts }: PackedData, name: string, readTexts: () => PackedTexts): unknown {
  const { rest, lists } = files[name] as PackedData['files'][string];
  const properties = Object.entries(lists).map(([key, [line, kind]]) => {
    const items: () => TextOwner[] = lazy(() => {
      const prototype = kind ? createTextPrototype(kind, texts[kind], () => items(), readTexts) : Object.prototype;
      return buildItems(JSON.parse(lines[line] ?? '') as Columns, prototype);
    });
    return [key, { enumerable: true, get: items }] as const;
  });
  return Object.defineProperties({ ...rest }, Object.fromEntries(properties));
}

function buildItems(columns: Columns, prototype: object): TextOwner[] {
  const items: Record<string, unknown>[] = [];
  for (const [key, column] of Object.entries(columns)) {
    // Plain counting, since this runs at every start, before anything is compiled.
    for (let index = 0; index < column.length; index++) {
      const item = items[index] ?? (Object.create(prototype) as Record<string, unknown>);
      items[index] = item;
      if (column[index] !== null) item[key] = column[index];
    }
  }
  return items;
}

/** Gives the rules of a service their texts; what comes from files has its own already. */
export function attachTexts(service: Service, { texts }: PackedData, readTexts: () => PackedTexts): Service {
  const prototype = createTextPrototype('rules', texts.rules, () => service.rules, readTexts);
  for (const rule of service.rules) Object.setPrototypeOf(rule, prototype);
  return service;
}

interface TextOwner {
  id?: string;
  name?: string;
}

const idOrNameOf = ({ id, name }: TextOwner): string | undefined => id ?? name;

/** What things of a kind inherit, their texts: the first one that is asked for is what reads them. */
function createTextPrototype(
  kind: TextKind,
  names: readonly string[],
  items: () => readonly TextOwner[],
  readTexts: () => PackedTexts,
): object {
  const indexes = lazy(() => new Map(items().map((thing, index) => [idOrNameOf(thing), index])));
  const createGetter = (key: string): PropertyDescriptor & ThisType<TextOwner> => ({
    enumerable: true,
    get() {
      return readTexts()[kind][key]?.[indexes().get(idOrNameOf(this)) ?? -1] ?? undefined;
    },
  });
  return Object.defineProperties({}, Object.fromEntries(names.map((key) => [key, createGetter(key)])));
}

import type { Service } from './core/service';

/** Properties by name, each with its value for every thing of a list in the order of the list; null is what a thing lacks. */
type Columns = Record<string, (unknown | null)[]>;

type Kind = 'rules' | 'flags' | 'environment' | 'megatron';

/** What judging needs of the files of `schemas`, and the names of the properties that only explain. */
export interface Knowledge {
  files: Record<string, { rest: object; lists: Record<string, Columns> }>;
  texts: Record<Kind, string[]>;
}

/** What explains, in the order of the things in a service. */
export type Texts = Record<Kind, Columns>;

/** Makes something when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** What a file of `schemas` says that judging needs. A list is put together when it is first asked for. */
export function fileOf({ files }: Knowledge, name: string): unknown {
  const { rest, lists } = files[name] as Knowledge['files'][string];
  const asked = Object.entries(lists).map(([key, columns]) => {
    return [key, { enumerable: true, get: once(() => thingsOf(columns)) }] as const;
  });
  return Object.defineProperties({ ...rest }, Object.fromEntries(asked));
}

function thingsOf(columns: Columns): object[] {
  const things: Record<string, unknown>[] = [];
  for (const [key, column] of Object.entries(columns)) {
    // Plain counting, since this runs at every start, before anything is compiled.
    for (let index = 0; index < column.length; index++) {
      const thing = things[index] ?? {};
      things[index] = thing;
      if (column[index] !== null) thing[key] = column[index];
    }
  }
  return things;
}

/** Gives everything in a service its texts: the first one that is asked for is what reads them. */
export function explained(service: Service, { texts }: Knowledge, read: () => Texts): Service {
  const { flags, environment, megatron } = service.catalog;
  const things = { rules: service.rules, flags, environment, megatron: megatron.options };
  for (const kind of Object.keys(things) as Kind[]) {
    const nameOf = (thing: { id?: string; name?: string }) => thing.id ?? thing.name;
    const places = new Map(things[kind].map((thing, index) => [nameOf(thing), index]));
    const lookedUp = (key: string): PropertyDescriptor & ThisType<{ id?: string; name?: string }> => ({
      enumerable: true,
      get() {
        return read()[kind][key]?.[places.get(nameOf(this)) ?? -1] ?? undefined;
      },
    });
    const inherited = Object.defineProperties({}, Object.fromEntries(texts[kind].map((key) => [key, lookedUp(key)])));
    for (const thing of things[kind]) Object.setPrototypeOf(thing, inherited);
  }
  return service;
}

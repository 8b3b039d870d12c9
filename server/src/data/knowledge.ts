import type { Service } from '../core/service';

/** Properties by name, each with its value for every thing of a list in the order of the list; null is what a thing lacks. */
type Columns = Record<string, (unknown | null)[]>;

type Kind = 'rules' | 'flags' | 'environment' | 'megatron';

/** What judging needs of the files of `schemas`, and the names of the properties that only explain. */
export interface Knowledge {
  /** A list is the number of its line, with the kind of its things where they have texts. */
  files: Record<string, { rest: object; lists: Record<string, [line: number, kind: Kind | null]> }>;
  texts: Record<Kind, string[]>;
  /** `Columns` as JSON. */
  lines: string[];
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

/** The first line is all but the lists, so that of those only what is asked for has to be read. */
export function knowledgeIn(text: string): Knowledge {
  const lines = text.split('\n');
  return { ...(JSON.parse(lines[0] ?? '') as Omit<Knowledge, 'lines'>), lines };
}

/** What a file of `schemas` says that judging needs. A list is put together when it is first asked for. */
export function fileOf({ files, lines, texts }: Knowledge, name: string, read: () => Texts): unknown {
  const { rest, lists } = files[name] as Knowledge['files'][string];
  const asked = Object.entries(lists).map(([key, [line, kind]]) => {
    const things: () => Named[] = once(() => {
      const prototype = kind ? textsOf(kind, texts[kind], () => things(), read) : Object.prototype;
      return thingsOf(JSON.parse(lines[line] ?? '') as Columns, prototype);
    });
    return [key, { enumerable: true, get: things }] as const;
  });
  return Object.defineProperties({ ...rest }, Object.fromEntries(asked));
}

function thingsOf(columns: Columns, prototype: object): Named[] {
  const things: Record<string, unknown>[] = [];
  for (const [key, column] of Object.entries(columns)) {
    // Plain counting, since this runs at every start, before anything is compiled.
    for (let index = 0; index < column.length; index++) {
      const thing = things[index] ?? (Object.create(prototype) as Record<string, unknown>);
      things[index] = thing;
      if (column[index] !== null) thing[key] = column[index];
    }
  }
  return things;
}

/** Gives the rules of a service their texts; what comes from files has its own already. */
export function explained(service: Service, { texts }: Knowledge, read: () => Texts): Service {
  const prototype = textsOf('rules', texts.rules, () => service.rules, read);
  for (const rule of service.rules) Object.setPrototypeOf(rule, prototype);
  return service;
}

interface Named {
  id?: string;
  name?: string;
}

const nameOf = ({ id, name }: Named): string | undefined => id ?? name;

/** What things of a kind inherit, their texts: the first one that is asked for is what reads them. */
function textsOf(kind: Kind, names: readonly string[], things: () => readonly Named[], read: () => Texts): object {
  const places = once(() => new Map(things().map((thing, index) => [nameOf(thing), index])));
  const lookedUp = (key: string): PropertyDescriptor & ThisType<Named> => ({
    enumerable: true,
    get() {
      return read()[kind][key]?.[places().get(nameOf(this)) ?? -1] ?? undefined;
    },
  });
  return Object.defineProperties({}, Object.fromEntries(names.map((key) => [key, lookedUp(key)])));
}

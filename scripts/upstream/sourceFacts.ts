/** One statement of a function, as `statements.py` reads it: its layout and comments do not count. */
export interface Statement {
  line: number;
  end: number;
  kind: 'check' | 'warning' | 'setting' | 'block' | 'other';
  /** The conditions under which it runs, outermost first. */
  when: string[];
  text: string;
}

/** The functions of a file by qualified name. */
export type Functions = Record<string, Statement[]>;

/** The facts of one package of one release, as `facts.py` prints them. */
export interface SourceFacts {
  package: 'swift' | 'mcore_bridge' | 'megatron';
  names: Record<string, string[]>;
  functions: Record<string, Functions>;
  models?: ModelRow[];
}

/** One item of a row of schemas/models.json, without its range. */
export interface ModelRow {
  table: string;
  key: string[];
  item: string;
}

/** A statement and the place where it was found. */
export interface Found {
  path: string;
  name: string;
  statement: Statement;
}

export const isSameStatement = (one: Statement, other: Statement): boolean =>
  one.text === other.text && one.when.join('\n') === other.when.join('\n');

/** Every statement of the files that a test accepts. */
export function* listStatements(facts: SourceFacts, accepts: (path: string) => boolean): Iterable<Found> {
  for (const [path, functions] of Object.entries(facts.functions)) {
    if (!accepts(path)) continue;
    for (const [name, statements] of Object.entries(functions))
      for (const statement of statements) yield { path, name, statement };
  }
}

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fieldsOf, readClasses } from '../../scripts/upstream/dataclass';
import { readDeclaration } from '../../scripts/upstream/declared';
import { explained } from '../../scripts/upstream/explained.json';
import { parseLiteral } from '../../scripts/upstream/literal';
import { formOf, hasCommand } from '../../server/src/core/catalog/catalog';
import { compareReleases } from '../../server/src/core/catalog/release';
import { COMMANDS, type Command } from '../../server/src/core/config/config';
import { service } from '../support/service';

// The reader of `npm run catalog:check` on synthetic Python, and the catalog against the declarations of all releases.

const readFields = (name: string, files: Record<string, string>) =>
  Object.fromEntries(
    [...fieldsOf(readClasses(new Map(Object.entries(files))), name).values()].map((field) => [
      field.name,
      readDeclaration(field.annotation, field.default),
    ]),
  );

describe('readClasses and fieldsOf', () => {
  it('read fields around comments, strings and line breaks', () => {
    const python = `
from dataclasses import dataclass, field

@dataclass
class Args(Base):
    """Text with a colon: and
    fake: int = 3
    """
    size: int = 1_000  # what: int = 5
    names: List[str] = field(
        default_factory=lambda: ['a', "b # c"],  # comment )
    )
    kind: Literal['x', 'y',
                  None] = None
    rate: float = -1e-5
    hidden: int = field(default=2, init=False)

    def method(self, other: int = 7):
        inner: str = 'no'

    late: bool = True
`;
    expect(readFields('Args', { 'a.py': python })).toEqual({
      size: { type: 'int', default: 1000 },
      names: { type: 'string', list: true, default: ['a', 'b # c'] },
      kind: { type: 'enum', choices: ['x', 'y', null], default: null },
      rate: { type: 'float', default: -1e-5 },
      hidden: undefined,
      late: { type: 'bool', bare: true, complement: true, default: true },
    });
  });

  it('merge the fields of bases in Python’s order, across files', () => {
    const files = {
      'p/base.py': '@dataclass\nclass Root:\n    a: int = 1\n    b: int = 1\n',
      'p/left.py': 'from .base import Root\n@dataclass\nclass Left(Root):\n    a: int = 2\n',
      'p/right.py': 'from .base import Root\n@dataclass\nclass Right(Root):\n    a: int = 3\n    b: int = 3\n',
      'p/both.py':
        'from .left import Left\nfrom .right import Right\n@dataclass\nclass Both(Left, Right):\n    c: str = None\n',
      'q/left.py': '@dataclass\nclass Left:\n    wrong: int = 1\n',
    };
    expect(readFields('Both', files)).toEqual({
      a: { type: 'int', default: 2 },
      // The fields that Left inherits override those that Right declares.
      b: { type: 'int', default: 1 },
      c: { type: 'string', default: null },
    });
  });

  it('skip annotations of a class without the decorator', () => {
    const python = '@dataclass\nclass One:\n    a: int = 1\n\nclass Two(One):\n    a: int = 2\n    b: int = 2\n';
    expect(readFields('Two', { 'a.py': python })).toEqual({ a: { type: 'int', default: 1 } });
  });

  it('use the annotated type of a class without the decorator, and the default of the dataclass', () => {
    const python = '@dataclass\nclass One:\n    a: Optional[bool] = None\n\nclass Two(One):\n    a: bool = False\n';
    expect(readFields('Two', { 'a.py': python })).toEqual({ a: { type: 'bool', bare: true, default: null } });
  });

  it.each([
    ['Optional[bool]', 'None', { type: 'bool', nullable: true, default: null }],
    ['Optional[bool]', 'False', { type: 'bool', bare: true, default: false }],
    ['Optional[Union[dict, str]]', 'None', { type: 'json', nullable: true, default: null }],
    ['Union[str, List[str]]', "'p2p'", { type: 'string', default: 'p2p' }],
    ['Optional[torch.dtype]', 'None', { type: 'dtype', nullable: true, default: null }],
    ['Optional[Dict[str, Any]]', 'None', { type: 'json', unreadable: true, nullable: true, default: null }],
    ['int | None', 'None', { type: 'int', nullable: true, default: null }],
    ['List[str]', 'field(default_factory=list)', { type: 'string', list: true, default: [] }],
    ['int', "os.getenv('X')", { type: 'int', default: undefined }],
  ])('declare options as the parser does for type %s with default %s', (annotation, value, expected) => {
    expect(readDeclaration(annotation, value)).toEqual(expected);
  });

  it.each(['', 'class', 'class A(', '@dataclass\nclass A:\n    a: int = (', "x = '''", 'class A:\n\tb: int = 1\n  c'])(
    'accept broken text %j',
    (text) => expect(() => readFields('A', { 'a.py': text })).not.toThrow(),
  );
});

/** Flags whose type in the catalog is that of the parsed text, not the declared one. */
const RETYPED = new Set(explained.filter(({ aspect }) => aspect === 'type').map(({ flag }) => flag));

/** A line of the table: the Python declaration of a flag in a range of releases and some commands. */
interface Row {
  flag: string;
  commands: Command[];
  from: string;
  to: string;
  annotation: string;
  default: string;
}

const rows: Row[] = readFileSync(resolve(import.meta.dirname, '../data/flag-lifetimes.tsv'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const [flag = '', commands = '', from = '', to = '', annotation = '', value = ''] = line.split('\t');
    return { flag, commands: commands.split(',') as Command[], from, to, annotation, default: value };
  });

describe('the catalog', () => {
  const { catalog } = service;
  const known = new Map<string, ReturnType<typeof readDeclaration>>();
  const read = (annotation: string, value: string) => {
    const key = `${annotation}\t${value}`;
    if (!known.has(key)) known.set(key, readDeclaration(annotation, value));
    return known.get(key);
  };
  const byFlag = Map.groupBy(rows, ({ flag }) => flag);

  it('contains 529 flags of 52 releases', () => {
    expect([...byFlag.keys()].sort()).toEqual(catalog.flags.map(({ name }) => name).sort());
    expect([catalog.flags.length, catalog.releases.length]).toEqual([529, 52]);
  });

  it.each(catalog.flags.map((flag) => [flag.name, flag] as const))(
    'matches the declarations of %s in each release',
    (name, flag) => {
      const wrong: unknown[] = [];
      for (const command of COMMANDS) {
        const own = (byFlag.get(name) ?? []).filter(({ commands }) => commands.includes(command));
        for (const release of catalog.releases.filter((candidate) => hasCommand(catalog, candidate, command))) {
          const row = own.find(
            ({ from, to }) => compareReleases(from, release) <= 0 && compareReleases(release, to) <= 0,
          );
          const theirs = row && read(row.annotation, row.default);
          const form = formOf(flag, release, command);
          const { type, list, choices, bare, complement, unreadable, default: value } = form ?? {};
          const { nullable: _, ...expected }: Partial<NonNullable<typeof theirs>> = theirs ?? { default: undefined };
          if (type && RETYPED.has(name)) expected.type = type;
          const ours = { type, list, choices, bare, complement, unreadable, default: value };
          const print = (value: object) => JSON.stringify(value, Object.keys(ours));
          if (print(ours) !== print(expected)) wrong.push({ release, command, ours, theirs });
        }
      }
      expect(wrong).toEqual([]);
    },
  );

  it('has a replacement or advice for every removed flag', () => {
    const newest = catalog.releases.at(-1) ?? '';
    const removed = catalog.flags.filter((flag) => COMMANDS.every((command) => !formOf(flag, newest, command)));
    expect(removed.filter(({ renamed, instead }) => !instead && (!renamed || renamed.value === 'other'))).toEqual([]);
    const sentences = removed.flatMap(({ instead }) => instead ?? []);
    expect(new Set(sentences).size).toBeGreaterThan(0.8 * sentences.length);
  });

  it('reads Python literals', () => {
    const values = ["'it''s'", '"a\\"b"', '-3', '.5', '5.', '1_0', "['a', None, True]", '{"a": 1}', 'x', 'f(1)'];
    expect(values.map(parseLiteral)).toEqual([
      'its',
      'a"b',
      -3,
      0.5,
      5,
      10,
      ['a', null, true],
      { a: 1 },
      undefined,
      undefined,
    ]);
  });
});

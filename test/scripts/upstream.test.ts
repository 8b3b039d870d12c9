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

/** The reader behind `npm run catalog:check`, on Python of our own, and the catalogue against what it has to hold. */

const fields = (name: string, files: Record<string, string>) =>
  Object.fromEntries(
    [...fieldsOf(readClasses(new Map(Object.entries(files))), name).values()].map((field) => [
      field.name,
      readDeclaration(field.annotation, field.default),
    ]),
  );

describe('the fields of a dataclass', () => {
  it('are read over comments, strings and several lines', () => {
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
    expect(fields('Args', { 'a.py': python })).toEqual({
      size: { type: 'int', default: 1000 },
      names: { type: 'string', list: true, default: ['a', 'b # c'] },
      kind: { type: 'enum', choices: ['x', 'y', null], default: null },
      rate: { type: 'float', default: -1e-5 },
      hidden: undefined,
      late: { type: 'bool', bare: true, complement: true, default: true },
    });
  });

  it('are those of the bases in Python’s order, over files', () => {
    const files = {
      'p/base.py': '@dataclass\nclass Root:\n    a: int = 1\n    b: int = 1\n',
      'p/left.py': 'from .base import Root\n@dataclass\nclass Left(Root):\n    a: int = 2\n',
      'p/right.py': 'from .base import Root\n@dataclass\nclass Right(Root):\n    a: int = 3\n    b: int = 3\n',
      'p/both.py':
        'from .left import Left\nfrom .right import Right\n@dataclass\nclass Both(Left, Right):\n    c: str = None\n',
      'q/left.py': '@dataclass\nclass Left:\n    wrong: int = 1\n',
    };
    expect(fields('Both', files)).toEqual({
      a: { type: 'int', default: 2 },
      // Left brings what it inherited itself, over what Right declares.
      b: { type: 'int', default: 1 },
      c: { type: 'string', default: null },
    });
  });

  it('leave out what a class without the decorator annotates', () => {
    const python = '@dataclass\nclass One:\n    a: int = 1\n\nclass Two(One):\n    a: int = 2\n    b: int = 2\n';
    expect(fields('Two', { 'a.py': python })).toEqual({ a: { type: 'int', default: 1 } });
  });

  it('have the type that a class without the decorator annotates, and the default of the dataclass', () => {
    const python = '@dataclass\nclass One:\n    a: Optional[bool] = None\n\nclass Two(One):\n    a: bool = False\n';
    expect(fields('Two', { 'a.py': python })).toEqual({ a: { type: 'bool', bare: true, default: null } });
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
  ])('of type %s with default %s are options as the parser makes them', (annotation, value, expected) => {
    expect(readDeclaration(annotation, value)).toEqual(expected);
  });

  it.each(['', 'class', 'class A(', '@dataclass\nclass A:\n    a: int = (', "x = '''", 'class A:\n\tb: int = 1\n  c'])(
    'of broken text %j are simply fewer',
    (text) => expect(() => fields('A', { 'a.py': text })).not.toThrow(),
  );
});

/** Flags whose type is what the program makes of the text, and not what it declares. */
const TYPED_BY_US = new Set(explained.filter(({ aspect }) => aspect === 'type').map(({ flag }) => flag));

/** A line of the table: a flag in a range of releases and some commands, as Python declares it. */
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

describe('the catalogue', () => {
  const { catalog } = service;
  const known = new Map<string, ReturnType<typeof readDeclaration>>();
  const read = (annotation: string, value: string) => {
    const key = `${annotation}\t${value}`;
    if (!known.has(key)) known.set(key, readDeclaration(annotation, value));
    return known.get(key);
  };
  const byFlag = Map.groupBy(rows, ({ flag }) => flag);

  it('holds 520 flags of 50 releases', () => {
    expect([...byFlag.keys()].sort()).toEqual(catalog.flags.map(({ name }) => name).sort());
    expect([catalog.flags.length, catalog.releases.length]).toEqual([520, 50]);
  });

  it.each(catalog.flags.map((flag) => [flag.name, flag] as const))(
    'says of %s what each release declares',
    (name, flag) => {
      const wrong: unknown[] = [];
      for (const command of COMMANDS) {
        const own = (byFlag.get(name) ?? []).filter(({ commands }) => commands.includes(command));
        for (const release of catalog.releases.filter((each) => hasCommand(catalog, each, command))) {
          const row = own.find(
            ({ from, to }) => compareReleases(from, release) <= 0 && compareReleases(release, to) <= 0,
          );
          const theirs = row && read(row.annotation, row.default);
          const form = formOf(flag, release, command);
          const { type, list, choices, bare, complement, unreadable, default: value } = form ?? {};
          const { nullable: _, ...expected }: Partial<NonNullable<typeof theirs>> = theirs ?? { default: undefined };
          if (type && TYPED_BY_US.has(name)) expected.type = type;
          const ours = { type, list, choices, bare, complement, unreadable, default: value };
          const plain = (each: object) => JSON.stringify(each, Object.keys(ours));
          if (plain(ours) !== plain(expected)) wrong.push({ release, command, ours, theirs });
        }
      }
      expect(wrong).toEqual([]);
    },
  );

  it('says of every flag that is gone what to do instead', () => {
    const newest = catalog.releases.at(-1) ?? '';
    const gone = catalog.flags.filter((flag) => COMMANDS.every((command) => !formOf(flag, newest, command)));
    expect(gone.filter(({ renamed, instead }) => !instead && (!renamed || renamed.value === 'other'))).toEqual([]);
    const sentences = gone.flatMap(({ instead }) => instead ?? []);
    expect(new Set(sentences).size).toBeGreaterThan(0.8 * sentences.length);
  });

  it('reads Python’s literals', () => {
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

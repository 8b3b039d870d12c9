import { describe, expect, it } from 'vitest';
import { entriesOf } from '../../../../server/src/core/config/lookup';
import { readYaml } from '../../../support/service';

const OURS = '# preflight:\n';

const read = (text: string): string[] =>
  readYaml(OURS + text).reading.configs.flatMap((config) =>
    entriesOf(config).map(({ kind, name, values }) => {
      const printed = values.map(({ value }) => (value === undefined ? '?' : JSON.stringify(value)));
      return `${kind === 'env' ? '$' : ''}${[name, ...printed].join(' ')}`;
    }),
  );

describe('readYamlConfig', () => {
  it.each([
    [
      'text, numbers and booleans as Python prints them',
      'a: x y\nb: 1e-5\nc: 1.0e-6\nd: true\ne: 1_000\n',
      ['a "x y"', 'b "1e-5"', 'c "1e-06"', 'd "True"', 'e "1000"'],
    ],
    [
      'unusual scalars as YAML 1.1 converts them',
      'a: off\nb: 017\nc: 1:30\nd: y\ne: 08\nf: 0x10\ng: 1.\nh: .5\ni: -.inf\n',
      ['a "False"', 'b "15"', 'c "90"', 'd "y"', 'e "08"', 'f "16"', 'g "1.0"', 'h "0.5"', 'i "-inf"'],
    ],
    [
      'the signs of unusual numbers',
      'a: -0x1F\nb: -1:30\nc: -017\nd: -0b11\ne: +1_0.5\nf: -1:30.5\ng: +1:30\n',
      ['a "-31"', 'b "-90"', 'c "-15"', 'd "-3"', 'e "10.5"', 'f "-90.5"', 'g "90"'],
    ],
    [
      'dates as Python prints them',
      'a: 2024-01-01\nb: 2024-1-1 1:02:03\nc: 2001-12-14t21:59:43.1-05:00\n',
      ['a "2024-01-01"', 'b "2024-01-01 01:02:03"', 'c "2001-12-14 21:59:43.100000-05:00"'],
    ],
    ['quoted text unchanged', 'a: "off"\nb: \'017\'\nc: "\\x41\\n"\n', ['a "off"', 'b "017"', 'c "A\\n"']],
    [
      'multi-line text, folded and literal',
      'a: one\n  two\n\n  three\nb: |\n  x\n   y\nc: >-\n  x\n  y\n',
      ['a "one two\\nthree"', 'b "x\\n y\\n"', 'c "x y"'],
    ],
    ['a missing value as None', 'a:\nb: ~\n', ['a "None"', 'b "None"']],
    ['lists in both styles', 'a: [x, y]\nb:\n  - x\n  - y\nc:\n- z\n', ['a "x" "y"', 'b "x" "y"', 'c "z"']],
    ['an empty list as a flag without values', 'a: []\n', ['a']],
    [
      'a map as JSON printed by Python',
      'a:\n  b: 1\n  c: [x, 1.0e-6, null]\n  "ü": true\n  3: .nan\n',
      ['a "{\\"b\\": 1, \\"c\\": [\\"x\\", 1e-06, null], \\"ü\\": true, \\"3\\": NaN}"'],
    ],
    ['variables from ENV', 'ENV:\n  NPROC_PER_NODE: 8\n  A: x\nlr: 1\n', ['$NPROC_PER_NODE "8"', '$A "x"', 'lr "1"']],
    ['a list of a variable as Python prints it', "ENV:\n  A: [x, it's, 1]\n", ['$A "[\'x\', \\"it\'s\\", 1]"']],
    ['a repeated key with its last value at its first position', 'lr: 1\nseed: 3\nlr: 2\n', ['lr "2"', 'seed "3"']],
    ['an alias as its target', 'a: &x 1\nb: *x\nc: &l [p, q]\nd: *l\n', ['a "1"', 'b "1"', 'c "p" "q"', 'd "p" "q"']],
    [
      'merged keys first, overridden by the keys of the map itself',
      'a: &x {lr: 1, seed: 2}\nsave: s\nseed: 3\n<<: *x\n',
      ['lr "1"', 'seed "3"', 'a "{\\"lr\\": 1, \\"seed\\": 2}"', 'save "s"'],
    ],
    ['keys that are not text', '1: a\ntrue: b\n~: c\n010: d\n', ['1 "b"', 'None "c"', '8 "d"']],
    ['values with tags', 'a: !!str 017\nb: !!int "017"\nc: !!binary aGk=\n', ['a "017"', 'b "15"', 'c "b\'hi\'"']],
    ['a value with an unknown tag as unknown', 'a: !x 1\nb: 2\n', ['a ?', 'b "2"']],
    ['a CRLF file', 'lr: 1e-5\r\nseed: 2\r\n', ['lr "1e-5"', 'seed "2"']],
    ['a flow map', '{lr: 1, seed: 2}\n', ['lr "1"', 'seed "2"']],
  ])('reads %s', (_, text, expected) => expect(read(text)).toEqual(expected));

  it('keeps the dashes of keys', () => {
    expect(read('-a: 1\n--b: 2\n')).toEqual(['---a "1"', '----b "2"']);
  });
});

describe('readYamlConfig on text that PyYAML rejects', () => {
  it.each([
    ['an open bracket', 'lr: 1e-5\nbad: [1, 2\nseed: 2\n', ['lr "1e-5"', 'bad ?', 'seed "2"']],
    ['an open quote', 'lr: 1e-5\nbad: "x\nseed: 2\n', ['lr "1e-5"', 'bad ?', 'seed "2"']],
    ['an incomplete key', 'lr: 1e-5\nsee\nsave: s\n', ['lr "1e-5"', 'save "s"']],
    ['an incomplete first key', 'see\nlr: 1e-5\nsave: s\n', ['lr "1e-5"', 'save "s"']],
    ['an incomplete variable', 'ENV:\n  A: 1\n  B\nlr: 1e-5\n', ['$A "1"', 'lr "1e-5"']],
    ['a second colon', 'lr: 1e-5\nbad: a: b\nseed: 2\n', ['lr "1e-5"', 'bad ?', 'seed "2"']],
    ['a tab', 'lr: 1e-5\nbad:\n\tx: 1\nseed: 2\n', ['lr "1e-5"', 'bad ?', 'seed "2"']],
    ['two errors', 'a: [\nb: 1\nc: {\nd: 2\n', ['a ?', 'b "1"', 'c ?', 'd "2"']],
    ['an undefined alias', 'a: *x\nb: 1\n', ['a ?', 'b "1"']],
  ])('reports %s and reads the rest', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
    expect(readYaml(OURS + text).reading.problems.map(({ rule }) => rule)).toContain('yaml.syntax');
  });

  it('reports the span and the cause of the error', () => {
    const { text, reading } = readYaml(`${OURS}lr: 1e-5\nsave: a: b\n`);
    const [problem] = reading.problems;
    expect(text.slice(problem?.span.start)).toBe(': b\n');
    expect(problem?.message).toBe('YAML cannot be read here: a second `: ` in one value; put the value in quotes.');
  });
});

describe('spans of YAML entries', () => {
  /** Returns the texts of the key, of each value, of all values and of the full span of every entry. */
  const spans = (text: string): string[][] =>
    readYaml(OURS + text).reading.configs.flatMap((config) =>
      entriesOf(config).map(({ key, values, valuesSpan, fullSpan }) =>
        [key, ...values.map(({ span }) => span), ...(valuesSpan ? [valuesSpan] : []), fullSpan].map((span) =>
          (OURS + text).slice(span.start, span.end),
        ),
      ),
    );

  it.each([
    ['exclude the comment after a value', 'lr: 1e-5  # why\n', [['lr', '1e-5', '1e-5', 'lr: 1e-5']]],
    ['include the quotes of keys and values', '"lr": \'1\'\n', [['"lr"', "'1'", "'1'", '"lr": \'1\'']]],
    ['cover a block list', 'a:\n  - x\n  - "y"\n\n# end\n', [['a', 'x', '"y"', '- x\n  - "y"', 'a:\n  - x\n  - "y"']]],
    ['cover a list in brackets', 'a: [x, y] # z\n', [['a', 'x', 'y', '[x, y]', 'a: [x, y]']]],
    ['cover a map', 'a:\n  b: 1\n  c: 2\n\n', [['a', 'b: 1\n  c: 2', 'b: 1\n  c: 2', 'a:\n  b: 1\n  c: 2']]],
    ['are empty for a missing value', 'a:\n', [['a', '', '', 'a:']]],
    ['cover a block scalar', 'a: |\n  x\n  y\n\n', [['a', '|\n  x\n  y', '|\n  x\n  y', 'a: |\n  x\n  y']]],
    ['exclude an anchor from the value', 'a: &x 1\n', [['a', '1', '1', 'a: &x 1']]],
    ['include a tag in the value', 'a: !!str 1\n', [['a', '!!str 1', '!!str 1', 'a: !!str 1']]],
    ['cover an explicit key', '? a\n: b\n', [['a', 'b', 'b', '? a\n: b']]],
    [
      'refer to an alias, not to its target',
      'a: &x [p, q]\nb: *x\n',
      [
        ['a', 'p', 'q', '[p, q]', 'a: &x [p, q]'],
        ['b', '*x', '*x', '*x', 'b: *x'],
      ],
    ],
    [
      'refer to the merge of a merged key',
      'a: &x {p: 1}\n<<: *x\n',
      [
        ['<<', '*x', '*x', '<<: *x'],
        ['a', '{p: 1}', '{p: 1}', 'a: &x {p: 1}'],
      ],
    ],
    [
      'refer to the last occurrence of a repeated key',
      'a: 1\nb: 2\na: 3\n',
      [
        ['a', '3', '3', 'a: 3'],
        ['b', '2', '2', 'b: 2'],
      ],
    ],
  ])('%s', (_, text, expected) => expect(spans(text)).toEqual(expected));
});

describe('recognition of YAML training configs', () => {
  it.each([
    ['accepts a modeline', '# preflight: ms-swift=3.8.1\nseed: 1\n', true],
    ['accepts three flags with one that is specific to Megatron', 'lr: 1\nseed: 2\nmicro_batch_size: 1\n', true],
    ['rejects common names only', 'lr: 1\nseed: 2\nmodel: x\ndataset: y\n', false],
    ['rejects other YAML files', 'version: 3\nservices:\n  web: {}\n', false],
    ['rejects an empty file', '', false],
  ])('%s', (_, text, isConfig) => expect(readYaml(text).reading.configs.length === 1).toBe(isConfig));

  it('guesses the command rlhf when a flag exists only there', () => {
    expect(readYaml('# preflight:\nrlhf_type: dpo\n').reading.configs[0]?.command).toBe('rlhf');
    expect(readYaml('# preflight:\nlr: 1\n').reading.configs[0]?.command).toBe('sft');
  });
});

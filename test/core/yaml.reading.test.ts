import { describe, expect, it } from 'vitest';
import { readYaml } from '../support/service';

const OURS = '# preflight:\n';

const read = (text: string): string[] =>
  readYaml(OURS + text).reading.configs.flatMap(({ entries }) =>
    entries.map(({ kind, name, values }) => {
      const words = values.map(({ value }) => (value === undefined ? '?' : JSON.stringify(value)));
      return `${kind === 'env' ? '$' : ''}${[name, ...words].join(' ')}`;
    }),
  );

describe('a YAML config gives the trainer', () => {
  it.each([
    [
      'text, numbers and truth as Python prints them',
      'a: x y\nb: 1e-5\nc: 1.0e-6\nd: true\ne: 1_000\n',
      ['a "x y"', 'b "1e-5"', 'c "1e-06"', 'd "True"', 'e "1000"'],
    ],
    [
      'what YAML 1.1 makes of odd scalars',
      'a: off\nb: 017\nc: 1:30\nd: y\ne: 08\nf: 0x10\ng: 1.\n',
      ['a "False"', 'b "15"', 'c "90"', 'd "y"', 'e "08"', 'f "16"', 'g "1.0"'],
    ],
    ['quoted text as it is', 'a: "off"\nb: \'017\'\n', ['a "off"', 'b "017"']],
    ['the text None for nothing', 'a:\nb: ~\n', ['a "None"', 'b "None"']],
    ['lists in both styles', 'a: [x, y]\nb:\n  - x\n  - y\n', ['a "x" "y"', 'b "x" "y"']],
    ['an empty list as a flag without words', 'a: []\n', ['a']],
    ['a map as JSON', 'a:\n  b: 1\n  c: [x]\n', ['a "{\\"b\\":1,\\"c\\":[\\"x\\"]}"']],
    ['variables from ENV', 'ENV:\n  NPROC_PER_NODE: 8\n  A: x\nlr: 1\n', ['$NPROC_PER_NODE "8"', '$A "x"', 'lr "1"']],
    ['both entries of a key given twice', 'lr: 1\nlr: 2\n', ['lr "1"', 'lr "2"']],
    ['nothing that an anchor hides', 'a: &x 1\nb: *x\n', ['a "1"', 'b ?']],
    ['a CRLF file', 'lr: 1e-5\r\nseed: 2\r\n', ['lr "1e-5"', 'seed "2"']],
    ['a flow map', '{lr: 1, seed: 2}\n', ['lr "1"', 'seed "2"']],
  ])('%s', (_, text, expected) => expect(read(text)).toEqual(expected));

  it('reports what is no YAML, and reads the rest', () => {
    const { reading } = readYaml(`${OURS}lr: 1e-5\nbad: [1, 2\nseed: 2\n`);
    expect(reading.problems.map(({ rule }) => rule)).toContain('yaml.syntax');
    expect(reading.configs[0]?.entries.map(({ name }) => name)).toContain('lr');
  });
});

describe('a YAML file is ours', () => {
  it.each([
    ['with a modeline', '# preflight: ms-swift=3.8.1\nseed: 1\n', true],
    ['with three flags, one of them unmistakable', 'lr: 1\nseed: 2\nmicro_batch_size: 1\n', true],
    ['not with common names only', 'lr: 1\nseed: 2\nmodel: x\ndataset: y\n', false],
    ['not for being YAML', 'version: 3\nservices:\n  web: {}\n', false],
    ['not when empty', '', false],
  ])('%s', (_, text, ours) => expect(readYaml(text).reading.configs.length === 1).toBe(ours));

  it('and is for rlhf when a flag says so', () => {
    expect(readYaml('# preflight:\nrlhf_type: dpo\n').reading.configs[0]?.command).toBe('rlhf');
    expect(readYaml('# preflight:\nlr: 1\n').reading.configs[0]?.command).toBe('sft');
  });
});

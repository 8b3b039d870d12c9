import { describe, expect, it } from 'vitest';
import type { Config, ConfigReader, Entry, Reading } from '../../server/src/core/config/config';
import { originOfEntry } from '../../server/src/core/config/shiftedEntry';
import type { Hints } from '../../server/src/core/syntax/syntax';
import { readYamlConfig } from '../../server/src/core/syntax/yaml/readConfig';
import { randomDocument, randomIndicators } from '../oracle/yamlDocuments';
import { createRandom, type Random } from '../support/bash/random';

const createHints = (reader?: ConfigReader): Hints => ({
  isTrainingConfig: () => true,
  guessCommand: (keys) => (keys.includes('rlhf_type') ? 'rlhf' : 'sft'),
  isConversion: () => true,
  valueLimits: () => ({ min: 1, max: 1 }),
  reader,
});
const HINTS = createHints();

const CONFIG = `# preflight: ms-swift=4.5.2
lr: 1e-5
model: a b # what is trained
save: out

dataset:
- a
- b
packing: yes
ENV:
  NPROC_PER_NODE: 8
  NCCL_DEBUG: "INFO"
target_modules: [a, b, c, d, e, f, g, h, 9, yes]
extra: {a: 1e-5, b: [x], c: 2024-01-01}
system: |
  one
   two

# the end
`;

/** Texts that are typed or pasted: keys, values, and marks that change the meaning of what follows or precedes. */
const PASTED = [
  ...[
    '\n',
    ' ',
    ':',
    ': ',
    '"',
    "'",
    '#',
    ' # c',
    '-',
    '- ',
    '\n- a',
    'a',
    '[',
    ']',
    '{',
    '}',
    ',',
    '\t',
    '\r\n',
    '\r',
  ],
  ...['lr: 1\n', '\nb: 2\n', 'ENV:\n  A: 1\n', '\nrlhf_type: dpo\n', '-lr: 1\n', '\nno_save: 1\n', '1: 2\n', '=: 1'],
  ...['|', '|\n  x\n', '>-\n', '&a ', '*a', '<<', '---\n', '...\n', '%', '? ', '!!str ', '!!int x', '!foo x', '\\'],
  ...['\u2028', '\u0085', '\u0007', '\uFEFF', '😀', '1e-5', 'true', '$' + '{lr}', '0x1', '2024-01-01', '2024-99-01'],
  ...['x: [a,\n', 'y: "a\n b"\n', 'd: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n', 'm: {a: 1e-5, b: [x]}\n', 'true: 1\n'],
];

const pickText = (random: Random): string =>
  random.chance(0.5) ? CONFIG : random.chance(0.8) ? randomDocument(random) : randomIndicators(random);

/** Makes one edit: characters are typed, deleted or replaced, or a whole config is pasted. */
function edit(random: Random, text: string, saved: string): string {
  if (random.chance(0.15)) return saved;
  const place = random.below(text.length + 1);
  const start = random.chance(0.15) ? text.lastIndexOf('\n', place) + 1 : place;
  const deleted = random.chance(0.4) ? random.below(random.chance(0.2) ? 40 : 4) : 0;
  const inserted = random.chance(0.05) ? randomDocument(random) : random.chance(0.75) ? random.pick(PASTED) : '';
  return (text.slice(0, start) + inserted + text.slice(start + deleted)).slice(0, 3000);
}

const entriesOf = ({ configs }: Reading): Entry[] =>
  configs.flatMap(({ flags, variables }) => [...flags, ...variables]);

/** The parts of a config that are one object: the head and the first key, problems and their entries and values. */
function identitiesIn({ head, flags, variables, problems }: Config): unknown {
  const entries = [...flags, ...variables];
  return [
    entries.findIndex(({ key }) => key === head),
    problems.map(({ entry, scalar }) => [
      entry && entries.indexOf(entry),
      entry && scalar && entry.values.indexOf(scalar),
    ]),
  ];
}

/** Reads a text after another one, as an editor does. */
function readAfter(before: string, after: string, hints = HINTS): Reading {
  const opened = readYamlConfig(before, hints);
  return readYamlConfig(after, hints, readYamlConfig(before, hints, opened));
}

describe('an edited YAML config', () => {
  const seeds = Array.from({ length: 8 }, (_, seed) => seed);

  it.each(seeds)(
    'reads as the same text does that was never edited (chains of edits %i)',
    { timeout: 60_000 },
    (seed) => {
      for (let chain = 0; chain < 40; chain++) {
        const random = createRandom(seed * 1000 + chain);
        const hints = createHints(random.pick([undefined, undefined, 'omegaconf', 'fields']));
        const saved = pickText(random);
        let text = saved;
        let reading = readYamlConfig(text, hints);
        for (let count = 0; count < 25; count++) {
          text = edit(random, text, saved);
          reading = readYamlConfig(text, hints, reading);
          const anew = readYamlConfig(text, hints);
          expect(reading, JSON.stringify(text)).toEqual(anew);
          expect(reading.configs.map(identitiesIn), JSON.stringify(text)).toEqual(anew.configs.map(identitiesIn));
        }
      }
    },
  );

  it.each([
    ['a bracket in the first column that the line below continues', 'a: 1\nENV:\n{ A: x\nm: {a: 1}\n', 'x', 'x y'],
    ['a line that ends with another break before the end of a document', 'a: b\n# c...\nd: 1\n', '# c', '\u0085'],
    ['a quote that the lines below close', 'a: b\nc: d\ne: "f"\n', 'b', '"b'],
    ['a key that is written twice', 'a: 1\nb: 2\nc: 3\n', 'c', 'a'],
    ['keys that Python takes for the same', '1: a\nb: 2\nc: 3\n', 'c', 'true'],
    ['an anchor that is used below', 'a: b\nc: *x\n', 'b', '&x b'],
    ['a merge of other keys', 'a: 1\nb: 2\n', 'b', '<<'],
    ['a date that does not exist, after which other problems are reported', 'a: yes\nb: 2024-01-01\n', '-01-', '-99-'],
    ['a tab between two keys', 'a: 1\n\nb: 2\n', '\n\n', '\n\t\n'],
    ['a comment that hides the colon of a key', 'a: 1\nb: 2\nc: 3\n', 'b', 'b #'],
    ['an indented first key', 'a: 1\nb: 2\n', 'a', '  a'],
    ['a second document', 'a: 1\nb: 2\n', 'b', '---\nb'],
    ['the first character of a key', 'a: 1\nb: 2\n', '\nb', '\n-b'],
    ['the last key', 'a: 1\nb: 2\n', 'b: 2\n', ''],
    ['the first key', 'a: 1\nb: 2\n', 'a: 1\n', ''],
    ['all keys', 'a: 1\n', 'a: 1\n', ''],
  ])('reads %s as a new text does', (_, before, written, replacement) => {
    const after = before.replace(written, replacement);
    expect(after).not.toBe(before);
    expect(readAfter(before, after)).toEqual(readYamlConfig(after, HINTS));
    expect(readAfter(after, before)).toEqual(readYamlConfig(before, HINTS));
  });

  it('reads references of OmegaConf to a key that is renamed as a new text does', () => {
    const hints = createHints('omegaconf');
    const before = `a: 1\nb: $${'{a}'}\n`;
    const after = before.replace('a: 1', 'c: 1');
    expect(readAfter(before, after, hints)).toEqual(readYamlConfig(after, hints));
  });

  it('resumes after as many errors as in a new text', () => {
    const lines = Array.from({ length: 22 }, (_, index) => `k${index}: 1\nword\n`).join('');
    const after = lines.replace('k3: 1', 'k3: 2');
    expect(readAfter(lines, after)).toEqual(readYamlConfig(after, HINTS));
  });

  it.each([
    ['keys', ''],
    ['keys with a dash, which one piece holds,', '-'],
  ])('reads 150,000 %s that are pasted at once', { timeout: 120_000 }, (_, dash) => {
    const keys = Array.from({ length: 150_000 }, (__, index) => `${dash}${(index + 46_656).toString(36)}:\n`).join('');
    expect(keys.length).toBeLessThan(1_100_000);
    const pasted = keys.slice(0, keys.lastIndexOf('\n', 990_000) + 1);
    const anew = readYamlConfig(`a: 1\n${pasted}`, HINTS);
    const reading = readAfter('a: 1\n', `a: 1\n${pasted}`);
    expect(entriesOf(anew).length).toBeGreaterThan(140_000);
    expect(entriesOf(reading).map(({ name }) => name)).toEqual(entriesOf(anew).map(({ name }) => name));
  });

  it('reads nothing again but the key that changed', () => {
    const random = createRandom(1);
    const opened = readYamlConfig(CONFIG, HINTS);
    const before = readYamlConfig(CONFIG, HINTS, opened);
    for (const changed of entriesOf(before)) {
      const offset = changed.values[0]?.span.start ?? 0;
      const text = `${CONFIG.slice(0, offset)}${random.pick(['7', 'xyz'])}${CONFIG.slice(offset)}`;
      const after = readYamlConfig(text, HINTS, before);
      const isInPiece = ({ kind }: Entry): boolean => kind === 'env' && changed.kind === 'env';
      const unchanged = entriesOf(before).filter((entry) => entry !== changed && !isInPiece(entry));
      const origins = new Set(entriesOf(after).map(originOfEntry));
      expect(unchanged.filter((entry) => !origins.has(originOfEntry(entry)))).toEqual([]);
      // An entry above the edit is the same object, so that it needs no comparison at all.
      const above = unchanged.filter(({ fullSpan }) => fullSpan.end < changed.fullSpan.start);
      expect(above.filter((entry) => !entriesOf(after).includes(entry))).toEqual([]);
    }
  });

  it('keeps the origins of entries while a key is typed that has no colon yet', () => {
    let [text, reading] = [CONFIG, readYamlConfig(CONFIG, HINTS)];
    const [, ...before] = entriesOf(readYamlConfig(text, HINTS, reading));
    const origins = new Set(before.map(originOfEntry));
    for (const typed of 'micro_batch_size: 1') {
      const end = text.indexOf('\nmodel:');
      text = `${text.slice(0, end)}${typed === 'm' ? '\n' : ''}${typed}${text.slice(end)}`;
      reading = readYamlConfig(text, HINTS, reading);
      expect(reading, text).toEqual(readYamlConfig(text, HINTS));
    }
    const kept = new Set(entriesOf(reading).map(originOfEntry));
    expect(reading.problems).toEqual([]);
    expect(kept.size).toBe(before.length + 2);
    expect(origins.size).toBe(before.length);
  });
});

describe('an entry that moved with its text', () => {
  const moved = () => {
    const text = `first: 1\n${CONFIG}`;
    return entriesOf(readAfter(CONFIG, text)).find(({ name }) => name === 'target_modules') as Entry;
  };

  it('is copied and printed like any other entry', () => {
    const anew = entriesOf(readYamlConfig(`first: 1\n${CONFIG}`, HINTS)).find(({ name }) => name === 'target_modules');
    expect({ ...moved() }).toEqual(anew);
    expect(JSON.parse(JSON.stringify(moved()))).toEqual(JSON.parse(JSON.stringify(anew)));
    expect(Object.keys(moved()).sort()).toEqual(Object.keys(anew ?? {}).sort());
  });

  it('gives the same values each time', () => {
    const entry = moved();
    const { values } = entry;
    expect(entry.values).toBe(values);
  });

  it('has an origin, and a changed copy of it has none', () => {
    const entry = moved();
    const copy = { ...entry, name: 'other' };
    expect(originOfEntry(entry)).not.toBe(entry);
    expect(originOfEntry(copy)).toBe(copy);
  });
});

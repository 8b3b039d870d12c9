import { describe, expect, it } from 'vitest';
import type { Config } from '../../../../server/src/core/config/config';
import type { Change } from '../../../../server/src/core/config/edit';
import { entriesIn } from '../../../support/service';
import { change, set, setEnv } from '../../../support/yamlChanges';

describe('printYamlChanges', () => {
  it.each<[string, string, Change[], string]>([
    ['adds a key', 'lr: 1\n', [set('seed', '2')], 'lr: 1\nseed: 2\n'],
    ['adds keys where all are indented', '  lr: 1\n', [set('seed', '2')], '  lr: 1\n  seed: 2\n'],
    [
      'adds a key after the last key, even if it overrides an earlier one',
      'seed: 1\nlr: 1\nseed: 2\n',
      [set('a', 'b')],
      'seed: 1\nlr: 1\nseed: 2\na: b\n',
    ],
    ['adds a key after ENV', 'lr: 1\nENV:\n  A: 1\n', [set('seed', '2')], 'lr: 1\nENV:\n  A: 1\nseed: 2\n'],
    ['adds a key to braces', '{lr: 1}\n', [set('seed', '2')], '{lr: 1, seed: 2}\n'],
    ['adds a key to empty braces', '{}\n', [set('seed', '2')], '{seed: 2}\n'],
    ['adds the first key', '', [set('seed', '2')], '\nseed: 2'],
    ['overrides a merged key', 'a: &a {lr: 1}\n<<: *a\n', [set('lr', '2')], 'a: &a {lr: 1}\n<<: *a\nlr: 2\n'],
    ['replaces an alias', 'a: &a 1\nlr: *a\n', [set('lr', '2')], 'a: &a 1\nlr: 2\n'],
    ['keeps an anchor', 'a: &a 1\nlr: *a\n', [set('a', '2')], 'a: &a 2\nlr: *a\n'],
    [
      'quotes list items that are not text',
      'lr: 1\n',
      [set('dataset', 'a', '1', 'no')],
      'lr: 1\ndataset: [a, "1", "no"]\n',
    ],
    ['quotes a value that YAML would convert', 'lr: 1\n', [set('save', 'off')], 'lr: 1\nsave: "off"\n'],
    ['adds a missing value', 'lr:\nseed: 1\n', [set('lr', '2')], 'lr: 2\nseed: 1\n'],
    ['replaces a block scalar', 'a: |\n  x\n  y\nlr: 1\n', [set('a', 'z')], 'a: z\nlr: 1\n'],
    ['adds a variable', 'ENV:\n  A: 1\nlr: 1\n', [setEnv('B', '2')], 'ENV:\n  A: 1\n  B: 2\nlr: 1\n'],
    ['adds a variable to braces', 'ENV: {A: 1}\nlr: 1\n', [setEnv('B', '2')], 'ENV: {A: 1, B: 2}\nlr: 1\n'],
    ['adds the first variable', 'lr: 1\n', [setEnv('B', '2')], 'ENV:\n  B: 2\nlr: 1\n'],
    [
      'adds the first variable to an empty ENV',
      'lr: 1\nENV: # none\n',
      [setEnv('B', '2')],
      'lr: 1\nENV: # none\n  B: 2\n',
    ],
    ['adds the first variable of a file in braces', '{lr: 1}\n', [setEnv('B', '2')], '{ENV: {B: 2}, lr: 1}\n'],
  ])('%s', (_, text, changes, expected) => expect(change(text, () => changes)).toBe(expected));

  it.each([
    ['entries on separate lines', 'lr: 1\na: 1\nb: 2\nseed: 3\n', 'lr: 1\nseed: 3\n'],
    ['the last lines of a file without a final line break', 'lr: 1\na: 1\nb: 2', 'lr: 1'],
    ['the first entries of a map in braces', '{a: 1, b: 2, lr: 1, seed: 3}\n', '{lr: 1, seed: 3}\n'],
    ['the last entries of a map in braces', '{lr: 1, seed: 3, a: 1, b: 2}\n', '{lr: 1, seed: 3}\n'],
    ['entries on both sides of another one', '{a: 1, lr: 1, b: 2}\n', '{lr: 1}\n'],
    ['all entries of a map in braces', '{a: 1, b: 2}\n', '{}\n'],
  ])('removes several entries together: %s', (_, text, after) => {
    const entries = (config: Config) => entriesIn(config).filter(({ name }) => /^[ab]$/.test(name));
    expect(change(text, (config) => entries(config).map((entry) => ({ op: 'remove', entry })))).toBe(after);
  });

  it.each([
    ['after the remaining keys', 'lr: 1\na: 1\nb: 2\n', 'lr: 1\nseed: 3\n'],
    ['in place of removed keys when none remain', '# why\na: 1\nb: 2\n# end\n', '# why\nseed: 3\n# end\n'],
    ['into braces', '{lr: 1, a: 1, b: 2}\n', '{lr: 1, seed: 3}\n'],
    ['into braces in place of removed keys when none remain', '{a: 1, b: 2}\n', '{seed: 3}\n'],
  ])('inserts a new key %s', (_, text, after) => {
    const entries = (config: Config) => entriesIn(config).filter(({ name }) => /^[ab]$/.test(name));
    const removals = (config: Config) => entries(config).map((entry): Change => ({ op: 'remove', entry }));
    expect(change(text, (config) => [...removals(config), set('seed', '3')])).toBe(after);
  });

  it.each([
    ['a merged key', 'a: &a {lr: 1}\n<<: *a\n', 'lr'],
    ['an anchor that an alias uses', 'a: &a 1\nlr: *a\n', 'a'],
  ])('never removes %s', (_, text, name) => {
    const entryOf = (config: Config) => entriesIn(config).filter((entry) => entry.name === name);
    expect(change(text, (config) => entryOf(config).map((entry) => ({ op: 'remove', entry })))).toBe(text);
  });
});

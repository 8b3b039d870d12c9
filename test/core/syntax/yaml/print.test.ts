import { describe, expect, it } from 'vitest';
import type { Config } from '../../../../server/src/core/config/config';
import type { Change } from '../../../../server/src/core/config/edit';
import { entriesIn } from '../../../support/service';
import { change, set, setEnv } from '../../../support/yamlChanges';

describe('a change of a YAML config', () => {
  it.each<[string, string, Change[], string]>([
    ['adds a key', 'lr: 1\n', [set('seed', '2')], 'lr: 1\nseed: 2\n'],
    ['adds keys where all are indented', '  lr: 1\n', [set('seed', '2')], '  lr: 1\n  seed: 2\n'],
    [
      'adds a key behind the last one, not behind the last entry',
      'seed: 1\nlr: 1\nseed: 2\n',
      [set('a', 'b')],
      'seed: 1\nlr: 1\nseed: 2\na: b\n',
    ],
    ['adds a key behind ENV', 'lr: 1\nENV:\n  A: 1\n', [set('seed', '2')], 'lr: 1\nENV:\n  A: 1\nseed: 2\n'],
    ['adds a key to braces', '{lr: 1}\n', [set('seed', '2')], '{lr: 1, seed: 2}\n'],
    ['adds a key to empty braces', '{}\n', [set('seed', '2')], '{seed: 2}\n'],
    ['adds the first key', '', [set('seed', '2')], '\nseed: 2'],
    ['goes over a merged key', 'a: &a {lr: 1}\n<<: *a\n', [set('lr', '2')], 'a: &a {lr: 1}\n<<: *a\nlr: 2\n'],
    ['replaces an alias', 'a: &a 1\nlr: *a\n', [set('lr', '2')], 'a: &a 1\nlr: 2\n'],
    ['leaves an anchor', 'a: &a 1\nlr: *a\n', [set('a', '2')], 'a: &a 2\nlr: *a\n'],
    [
      'puts list items in quotes that are no text',
      'lr: 1\n',
      [set('dataset', 'a', '1', 'no')],
      'lr: 1\ndataset: [a, "1", "no"]\n',
    ],
    ['puts a word in quotes that YAML would change', 'lr: 1\n', [set('save', 'off')], 'lr: 1\nsave: "off"\n'],
    ['writes a value where there is none', 'lr:\nseed: 1\n', [set('lr', '2')], 'lr: 2\nseed: 1\n'],
    ['replaces a block of text', 'a: |\n  x\n  y\nlr: 1\n', [set('a', 'z')], 'a: z\nlr: 1\n'],
    ['adds a variable', 'ENV:\n  A: 1\nlr: 1\n', [setEnv('B', '2')], 'ENV:\n  A: 1\n  B: 2\nlr: 1\n'],
    ['adds a variable to braces', 'ENV: {A: 1}\nlr: 1\n', [setEnv('B', '2')], 'ENV: {A: 1, B: 2}\nlr: 1\n'],
    ['adds the first variable', 'lr: 1\n', [setEnv('B', '2')], 'ENV:\n  B: 2\nlr: 1\n'],
    [
      'adds the first variable to an ENV that is there',
      'lr: 1\nENV: # none\n',
      [setEnv('B', '2')],
      'lr: 1\nENV: # none\n  B: 2\n',
    ],
    ['adds the first variable of a file in braces', '{lr: 1}\n', [setEnv('B', '2')], '{ENV: {B: 2}, lr: 1}\n'],
  ])('%s', (_, text, changes, expected) => expect(change(text, () => changes)).toBe(expected));

  it.each([
    ['lines of their own', 'lr: 1\na: 1\nb: 2\nseed: 3\n', 'lr: 1\nseed: 3\n'],
    ['the last lines, where the file ends without a line break', 'lr: 1\na: 1\nb: 2', 'lr: 1'],
    ['the first of a map in braces', '{a: 1, b: 2, lr: 1, seed: 3}\n', '{lr: 1, seed: 3}\n'],
    ['the last of a map in braces', '{lr: 1, seed: 3, a: 1, b: 2}\n', '{lr: 1, seed: 3}\n'],
    ['some on both sides of another', '{a: 1, lr: 1, b: 2}\n', '{lr: 1}\n'],
    ['all of a map in braces', '{a: 1, b: 2}\n', '{}\n'],
  ])('removes several entries at once: %s', (_, text, after) => {
    const entries = (config: Config) => entriesIn(config).filter(({ name }) => /^[ab]$/.test(name));
    expect(change(text, (config) => entries(config).map((entry) => ({ op: 'remove', entry })))).toBe(after);
  });

  it.each([
    ['behind what is left', 'lr: 1\na: 1\nb: 2\n', 'lr: 1\nseed: 3\n'],
    ['in the place of all that goes', '# why\na: 1\nb: 2\n# end\n', '# why\nseed: 3\n# end\n'],
    ['into braces', '{lr: 1, a: 1, b: 2}\n', '{lr: 1, seed: 3}\n'],
    ['into braces in the place of all that goes', '{a: 1, b: 2}\n', '{seed: 3}\n'],
  ])('puts a new key %s', (_, text, after) => {
    const entries = (config: Config) => entriesIn(config).filter(({ name }) => /^[ab]$/.test(name));
    const removals = (config: Config) => entries(config).map((entry): Change => ({ op: 'remove', entry }));
    expect(change(text, (config) => [...removals(config), set('seed', '3')])).toBe(after);
  });

  it.each([
    ['a merged key', 'a: &a {lr: 1}\n<<: *a\n', 'lr'],
    ['an anchor that is named elsewhere', 'a: &a 1\nlr: *a\n', 'a'],
  ])('never removes %s', (_, text, name) => {
    const entryOf = (config: Config) => entriesIn(config).filter((entry) => entry.name === name);
    expect(change(text, (config) => entryOf(config).map((entry) => ({ op: 'remove', entry })))).toBe(text);
  });
});

import { describe, expect, it } from 'vitest';
import type { Config, Entry } from '../../server/src/core/config/config';
import type { Change } from '../../server/src/core/config/edit';
import { randomDocument } from '../oracle/yamlDocuments';
import { createRandom } from '../support/bash/random';
import { entriesIn, readYaml } from '../support/service';
import { change, OURS, set, setEnv } from '../support/yamlChanges';

describe('printYamlChanges on random configs', () => {
  const texts = Array.from({ length: 400 }, (_, seed) => randomDocument(createRandom(seed + 90_000)))
    .filter((text) => !/^\uFEFF|^%|\r(?!\n)/.test(text))
    .filter((text) => {
      const { configs, problems } = readYaml(OURS + text).reading;
      const stops = /^yaml\.(?:document|top-level|env-shape|map-value)$/;
      return problems.length === 0 && configs[0]?.problems.every(({ rule }) => !stops.test(rule));
    });

  /** Returns the values of every flag and variable except the one that changes. */
  const otherEntries = (text: string, changedName: string): string[] =>
    readYaml(OURS + text)
      .reading.configs.flatMap(entriesIn)
      .filter(({ name }) => name !== changedName)
      .map(({ kind, name, values }) => JSON.stringify([kind, name, ...values.map(({ value }) => value)]))
      .sort();
  const valuesOf = (text: string, name: string): unknown =>
    readYaml(OURS + text)
      .reading.configs.flatMap(entriesIn)
      .find((entry) => entry.name === name)
      ?.values.map(({ value }) => value);

  const hasDuplicates = ({ problems }: Config): boolean => problems.some(({ rule }) => rule === 'yaml.duplicate-key');

  /** Applies changes to all texts and returns those that they modify. */
  const applyToAll = (changes: (config: Config) => Change[]) =>
    texts
      .flatMap((text) => {
        const [config] = readYaml(OURS + text).reading.configs;
        return config ? [{ text, config, after: change(text, changes) }] : [];
      })
      .filter(({ text, after }) => after !== text);

  it('covers more than 150 texts', () => expect(texts.length).toBeGreaterThan(150));

  it.each<[string, string, Change, unknown]>([
    ['adds a flag', 'brand_new', set('brand_new', 'a: b'), ['a: b']],
    ['adds a list', 'brand_new', set('brand_new', '1', 'x y'), ['1', 'x y']],
    ['sets a flag that may exist', 'seed', set('seed', '17'), ['17']],
  ])('%s without affecting other entries', (_, name, wanted, values) => {
    const changed = applyToAll(() => [wanted]);
    expect(changed.length).toBeGreaterThan(0.95 * texts.length);
    for (const { text, after } of changed) {
      expect(valuesOf(after, name), `${text}\n=>\n${after}`).toEqual(values);
      // Aliases of the old value change with it.
      if (!/&/.test(text)) expect(otherEntries(after, name), `${text}\n=>\n${after}`).toEqual(otherEntries(text, name));
    }
  });

  it('sets a variable without affecting other entries', () => {
    const settable = texts.filter((text) => !/^\s*(?:ENV|<<)\b.*\S/m.test(text.replace(/^ENV:\s*$/m, '')));
    expect(settable.length).toBeGreaterThan(0.8 * texts.length);
    for (const text of settable) {
      const after = change(text, () => [setEnv('BRAND_NEW', 'a: b')]);
      expect(valuesOf(after, 'BRAND_NEW'), `${text}\n=>\n${after}`).toEqual(['a: b']);
      expect(otherEntries(after, 'BRAND_NEW'), `${text}\n=>\n${after}`).toEqual(otherEntries(text, 'BRAND_NEW'));
    }
  });

  it('removes an entry without affecting other entries', () => {
    const firstOf = (config: Config): Entry[] => entriesIn(config).slice(0, 1);
    const changed = applyToAll((config) => firstOf(config).map((entry) => ({ op: 'remove', entry })))
      // Entries with anchors or aliases are kept, and of a repeated key one occurrence is kept.
      .filter(({ text, config }) => !/[&*]/.test(text) && !hasDuplicates(config) && entriesIn(config).length > 1);
    expect(changed.length).toBeGreaterThan(0.3 * texts.length);
    for (const { text, after, config } of changed) {
      const [{ name = '' } = {}] = firstOf(config);
      expect(valuesOf(after, name), `${text}\n=>\n${after}`).toBeUndefined();
      expect(otherEntries(after, name), `${text}\n=>\n${after}`).toEqual(otherEntries(text, name));
    }
  });
});

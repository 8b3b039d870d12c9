import { describe, expect, it } from 'vitest';
import type { Config, Entry } from '../../server/src/core/config/config';
import type { Change } from '../../server/src/core/config/edit';
import { wholeDocument } from '../oracle/yamlDocuments';
import { createRandom } from '../support/bash/random';
import { entriesIn, readYaml } from '../support/service';
import { change, OURS, set, setEnv } from '../support/yamlChanges';

describe('in any config that can be loaded, a change does what it says and nothing else', () => {
  const texts = Array.from({ length: 400 }, (_, seed) => wholeDocument(createRandom(seed + 90_000)))
    .filter((text) => !/^\uFEFF|^%|\r(?!\n)/.test(text))
    .filter((text) => {
      const { configs, problems } = readYaml(OURS + text).reading;
      const stops = /^yaml\.(?:document|top-level|env-shape|map-value)$/;
      return problems.length === 0 && configs[0]?.problems.every(({ rule }) => !stops.test(rule));
    });

  /** The words of every flag and variable by its name, but for one that is about to change. */
  const others = (text: string, but: string): string[] =>
    readYaml(OURS + text)
      .reading.configs.flatMap(entriesIn)
      .filter(({ name }) => name !== but)
      .map(({ kind, name, values }) => JSON.stringify([kind, name, ...values.map(({ value }) => value)]))
      .sort();
  const wordsOf = (text: string, name: string): unknown =>
    readYaml(OURS + text)
      .reading.configs.flatMap(entriesIn)
      .find((entry) => entry.name === name)
      ?.values.map(({ value }) => value);

  const hasTwins = ({ problems }: Config): boolean => problems.some(({ rule }) => rule === 'yaml.duplicate-key');

  /** The texts that changes make another one of, with what they became. */
  const changedBy = (changes: (config: Config) => Change[]) =>
    texts
      .flatMap((text) => {
        const [config] = readYaml(OURS + text).reading.configs;
        return config ? [{ text, config, after: change(text, changes) }] : [];
      })
      .filter(({ text, after }) => after !== text);

  it('takes enough texts', () => expect(texts.length).toBeGreaterThan(150));

  it.each<[string, string, Change, unknown]>([
    ['setting a flag', 'brand_new', set('brand_new', 'a: b'), ['a: b']],
    ['setting a list', 'brand_new', set('brand_new', '1', 'x y'), ['1', 'x y']],
    ['setting a flag that may be given', 'seed', set('seed', '17'), ['17']],
  ])('%s', (_, name, wanted, words) => {
    const changed = changedBy(() => [wanted]);
    expect(changed.length).toBeGreaterThan(0.95 * texts.length);
    for (const { text, after } of changed) {
      expect(wordsOf(after, name), `${text}\n=>\n${after}`).toEqual(words);
      // Where others name the old value by its anchor, they change with it.
      if (!/&/.test(text)) expect(others(after, name), `${text}\n=>\n${after}`).toEqual(others(text, name));
    }
  });

  it('setting a variable', () => {
    const settable = texts.filter((each) => !/^\s*(?:ENV|<<)\b.*\S/m.test(each.replace(/^ENV:\s*$/m, '')));
    expect(settable.length).toBeGreaterThan(0.8 * texts.length);
    for (const text of settable) {
      const after = change(text, () => [setEnv('BRAND_NEW', 'a: b')]);
      expect(wordsOf(after, 'BRAND_NEW'), `${text}\n=>\n${after}`).toEqual(['a: b']);
      expect(others(after, 'BRAND_NEW'), `${text}\n=>\n${after}`).toEqual(others(text, 'BRAND_NEW'));
    }
  });

  it('removing an entry', () => {
    const firstOf = (config: Config): Entry[] => entriesIn(config).slice(0, 1);
    const changed = changedBy((config) => firstOf(config).map((entry) => ({ op: 'remove', entry })))
      // What is named elsewhere is left, and so is what names something; of a key that stands twice one is left.
      .filter(({ text, config }) => !/[&*]/.test(text) && !hasTwins(config) && entriesIn(config).length > 1);
    expect(changed.length).toBeGreaterThan(0.3 * texts.length);
    for (const { text, after, config } of changed) {
      const [{ name = '' } = {}] = firstOf(config);
      expect(wordsOf(after, name), `${text}\n=>\n${after}`).toBeUndefined();
      expect(others(after, name), `${text}\n=>\n${after}`).toEqual(others(text, name));
    }
  });
});

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { argvOf } from '../../server/src/core/config/argv';
import { readJsonConfig } from '../../server/src/core/syntax/json/readConfig';
import { createRandom, type Random } from '../support/bash/random';

/** Compares our reading of JSON with Python's `json.load` and the lowering of ms-swift on generated files. */
const RUNS = Number(process.env.ORACLE_RUNS ?? 2000);
const HINTS = {
  isTrainingConfig: () => true,
  isReferenced: true,
  guessCommand: () => 'sft' as const,
  isConversion: () => true,
  valueLimits: () => ({ min: 1, max: 1 }),
};

/** The steps of the launcher: a key becomes a flag, a list its items, a map JSON text, and any other value its `str()`. */
const PYTHON = `
import json, sys
for line in sys.stdin:
    try:
        config = json.loads(json.loads(line))
        words = []
        for key, value in config.items():
            words.append('--' + key)
            if isinstance(value, list): words += [item if isinstance(item, str) else str(item) for item in value]
            elif isinstance(value, dict): words.append(json.dumps(value, ensure_ascii=False))
            else: words.append(str(value))
        print(json.dumps(words))
    except Exception as error: print(json.dumps(type(error).__name__))
`;

const VALUES = ['1', '-0', '1e5', '1.50', '1E-7', '01', '.5', '+1', 'true', 'True', 'null', 'NaN', '-Infinity', '"a"'];
const TEXTS = ['"\\u4f60"', '"\\ud83d\\ude00"', '"\\x"', '"\t"', "'a'", '"1e5"', '""', '"a b"', '12345678901234567890'];

function randomValue(random: Random, depth: number): string {
  const kind = random.below(10);
  if (kind < 7 || depth > 3) return random.pick([...VALUES, ...TEXTS]);
  const items = Array.from({ length: random.below(3) }, () => randomValue(random, depth + 1));
  if (kind < 9) return `[${items.join(random.pick([', ', ',', ',\n\t']))}]`;
  return `{${items.map((item, index) => `"k${index}": ${item}`).join(', ')}}`;
}

function randomFile(random: Random): string {
  const pairs = Array.from(
    { length: random.below(4) },
    (_, index) =>
      `"${random.pick(['lr', 'a', `k${index}`])}"${random.pick([':', ': ', ' :\t'])}${randomValue(random, 0)}`,
  );
  const text = `{${pairs.join(random.pick([',', ', ', ',\r\n  ']))}${random.chance(0.05) ? ',' : ''}}`;
  return random.chance(0.1) ? text.slice(0, random.below(text.length)) : text;
}

describe('readJsonConfig', () => {
  it('agrees with Python and the launcher on random files', { timeout: 120_000 }, () => {
    const texts = Array.from({ length: RUNS }, (_, seed) => randomFile(createRandom(seed + 1)));
    const input = texts.map((text) => `${JSON.stringify(text)}\n`).join('');
    const { stdout } = spawnSync('python3', ['-c', PYTHON], { input, encoding: 'utf8', maxBuffer: 1e9 });
    const answers = stdout.trimEnd().split('\n');
    expect(answers).toHaveLength(RUNS);
    let read = 0;
    for (const [index, text] of texts.entries()) {
      const theirs = JSON.parse(answers[index] ?? '') as string | string[];
      const { configs, problems } = readJsonConfig(text, HINTS);
      const [config] = configs;
      const isRejected =
        problems.length > 0 || (config?.problems.some(({ rule }) => rule === 'yaml.top-level') ?? true);
      expect(isRejected, text).toBe(typeof theirs === 'string');
      if (typeof theirs === 'string' || !config) continue;
      read++;
      const ours = argvOf(config).map(({ value }) => value);
      expect(
        ours.map((argument, index) => argument ?? theirs[index]),
        text,
      ).toEqual(theirs);
      expect(ours.filter((argument) => argument === null).length, text).toBeLessThan(2);
    }
    expect(read / RUNS).toBeGreaterThan(0.3);
  });
});

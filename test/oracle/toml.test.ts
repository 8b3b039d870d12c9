import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readToml } from '../../server/src/core/project/toml/readToml';
import type { TomlValue } from '../../server/src/core/project/toml/tree';
import { createRandom, type Random } from '../support/bash/random';

/** Compares our reading of TOML with Python's `tomllib` on generated files. */
const RUNS = Number(process.env.ORACLE_RUNS ?? 2000);

const PYTHON = `
import json, sys, tomllib
def plain(value):
    if isinstance(value, dict): return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list): return [plain(each) for each in value]
    if isinstance(value, float) and (value != value or value in (float('inf'), float('-inf'))): return str(value)
    return value if isinstance(value, (str, int, float, bool)) else 'date'
for line in sys.stdin:
    try: print(json.dumps(plain(tomllib.loads(json.loads(line)))))
    except Exception as error: print('null')
`;

const KEYS = ['a', 'b', 'a.b', '"a.b"', "'c d'", '"__proto__"', 'b."c"', '1', '-', '"\\u0061"'];
const VALUES = [
  '1',
  '-2',
  '1_000',
  '0x1F',
  '1.5',
  '1e3',
  '-inf',
  'true',
  'false',
  '0',
  '1979-05-27',
  '07:32:00',
  '1979-05-27T07:32:00Z',
];
const TEXTS = [
  '"x"',
  "'x'",
  '""',
  '"\\n\\u4f60"',
  '"a # b"',
  "'\\'",
  '"""\nx"y\\\n  z"""',
  "'''x''y'''",
  '"""a""""',
  'off',
  '4.6.0',
  '"',
  '01',
  '{',
  '[[',
];

function randomValue(random: Random, depth: number): string {
  const kind = random.below(10);
  if (kind < 7 || depth > 3) return random.pick([...VALUES, ...TEXTS]);
  const items = Array.from({ length: random.below(3) }, () => randomValue(random, depth + 1));
  if (kind < 9) return `[${items.join(random.pick([', ', ',\n', ', # c\n  ']))}${random.pick(['', ','])}]`;
  return `{${items.map((item) => `${random.pick(KEYS)} = ${item}`).join(', ')}}`;
}

function randomLine(random: Random): string {
  const kind = random.below(10);
  if (kind === 0) return random.pick(['', '# comment "', '   ']);
  if (kind < 3) return random.pick(['[', '[[']) + random.pick(KEYS) + random.pick([']', ']]', ' ]', '] # c']);
  return `${random.pick(['', '  '])}${random.pick(KEYS)}${random.pick([' = ', '='])}${randomValue(random, 0)}`;
}

function plainOf(value: TomlValue): unknown {
  switch (value.kind) {
    case 'table':
      return Object.fromEntries([...value.members].map(([key, member]) => [key, plainOf(member.value)]));
    case 'array':
      return value.items.map(plainOf);
    case 'number':
      return Number.isFinite(value.value) ? value.value : String(value.value).replace('Infinity', 'inf');
    case 'date':
      return 'date';
    default:
      return value.value;
  }
}

const hasTomllib = spawnSync('python3', ['-c', 'import tomllib']).status === 0;

describe.skipIf(!hasTomllib)('our reading of TOML', () => {
  it('equals that of Python, and accepts the same files', () => {
    const random = createRandom(20_261_130);
    const texts = Array.from({ length: RUNS }, () =>
      Array.from({ length: 1 + random.below(4) }, () => randomLine(random)).join(random.pick(['\n', '\r\n'])),
    );
    const { stdout } = spawnSync('python3', ['-c', PYTHON], {
      input: texts.map((text) => `${JSON.stringify(text)}\n`).join(''),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { ...process.env, PYTHONUTF8: '1' },
    });
    const answers = stdout.trimEnd().split('\n');
    expect(answers).toHaveLength(RUNS);
    let accepted = 0;
    for (const [index, text] of texts.entries()) {
      const { root, broken, repeated } = readToml(text);
      const isValid = broken.length === 0 && repeated.length === 0;
      const expected: unknown = JSON.parse(answers[index] ?? '');
      expect([text, isValid ? JSON.stringify(plainOf(root)) : 'null']).toEqual([text, JSON.stringify(expected)]);
      if (isValid) accepted++;
    }
    expect(accepted).toBeGreaterThan(RUNS / 10);
  });
});

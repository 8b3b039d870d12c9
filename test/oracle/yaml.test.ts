import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../support/bash/random';
import { type Compared, compare } from './yamlCompare';
import { signs, wholeDocument } from './yamlDocuments';
import { type Answer, askPython, pythonWithYaml } from './yamlPython';
import { scalarDocument } from './yamlScalars';

/**
 * Our reading of YAML beside the real one: python3-yaml and the lowering of ms-swift judge the same texts. Seeds are
 * fixed; ORACLE_RUNS says how many scalars and documents there are together.
 */
const RUNS = Number(process.env.ORACLE_RUNS ?? 3000);
const GROUPS: [name: string, runs: number, write: (random: Random) => string, mostRefused: number][] = [
  ['one scalar', Math.ceil((RUNS * 2) / 3), scalarDocument, 0.5],
  ['a document', Math.floor(RUNS / 3), wholeDocument, 0.5],
  ['a row of signs', Math.floor(RUNS / 3), signs, 0.97],
];

const python = pythonWithYaml();

if (!python) {
  const reason = 'no python3 with PyYAML: install python3-yaml, or set PREFLIGHT_PYTHON';
  if (process.env.CI) it('PyYAML is there to compare with', () => expect.fail(reason));
  else it.skip(`the same as PyYAML (${reason})`, () => {});
}

describe.runIf(python).each(GROUPS)('%s', (_, runs, write, mostRefused) => {
  const texts = Array.from({ length: runs }, (_each, seed) => write(createRandom(seed + 1)));
  let answers: Answer[] = [];
  let compared: Compared[] = [];

  beforeAll(async () => {
    answers = await askPython(python ?? '', texts);
    compared = texts.map((text, index) => compare(text, answers[index] as Answer));
  }, 600_000);

  it('is read as PyYAML and the launcher of ms-swift read it', () => {
    const wrong = compared.flatMap(({ mismatch }, index) =>
      mismatch === '' ? [] : [{ text: texts[index] ?? '', mismatch }],
    );
    const shortest = wrong.toSorted((a, b) => a.text.length - b.text.length).slice(0, 12);
    expect(
      shortest.map(({ text, mismatch }) => `${JSON.stringify(text)}\n${mismatch}`).join('\n\n'),
      `${wrong.length} of ${runs} texts are read wrongly`,
    ).toBe('');
  });

  it('and hardly anything is unknown', () => {
    const sum = (of: 'words' | 'unknown'): number => compared.reduce((total, each) => total + each[of], 0);
    expect(1 - sum('unknown') / sum('words')).toBeGreaterThanOrEqual(0.98);
  });

  it('is no mere list of mistakes', () => {
    const refused = answers.filter((answer) => 'error' in answer).length;
    expect(refused / runs).toBeLessThan(mostRefused);
    expect(refused / runs).toBeGreaterThan(0.05);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../support/bash/random';
import { type Compared, compare } from './yamlCompare';
import { randomDocument, randomIndicators } from './yamlDocuments';
import { type Answer, askPython, pythonWithYaml } from './yamlPython';
import { scalarDocument } from './yamlScalars';

/**
 * Compares our reading of YAML with python3-yaml and the lowering of ms-swift on the same texts. Seeds are fixed;
 * ORACLE_RUNS is the total number of scalars and documents.
 */
const RUNS = Number(process.env.ORACLE_RUNS ?? 3000);
const GROUPS: [name: string, runs: number, write: (random: Random) => string, maxRejected: number][] = [
  ['readYamlConfig on one scalar', Math.ceil((RUNS * 2) / 3), scalarDocument, 0.5],
  ['readYamlConfig on a document', Math.floor(RUNS / 3), randomDocument, 0.5],
  ['readYamlConfig on random indicators', Math.floor(RUNS / 3), randomIndicators, 0.97],
];

const python = pythonWithYaml();

if (!python) {
  const reason = 'no python3 with PyYAML: install python3-yaml, or set PREFLIGHT_PYTHON';
  if (process.env.CI) it('has PyYAML to compare with', () => expect.fail(reason));
  else it.skip(`readYamlConfig agrees with PyYAML (${reason})`, () => {});
}

describe.runIf(python).each(GROUPS)('%s', (_, runs, write, maxRejected) => {
  const texts = Array.from({ length: runs }, (_each, seed) => write(createRandom(seed + 1)));
  let answers: Answer[] = [];
  let compared: Compared[] = [];

  beforeAll(async () => {
    answers = await askPython(python ?? '', texts);
    compared = texts.map((text, index) => compare(text, answers[index] as Answer));
  }, 600_000);

  it('agrees with PyYAML and the launcher of ms-swift', () => {
    const wrong = compared.flatMap(({ mismatch }, index) =>
      mismatch === '' ? [] : [{ text: texts[index] ?? '', mismatch }],
    );
    const shortest = wrong.toSorted((a, b) => a.text.length - b.text.length).slice(0, 12);
    expect(
      shortest.map(({ text, mismatch }) => `${JSON.stringify(text)}\n${mismatch}`).join('\n\n'),
      `${wrong.length} of ${runs} texts are read differently`,
    ).toBe('');
  });

  it('leaves at most 2 % of the values unknown', () => {
    const sum = (field: 'words' | 'unknown'): number => compared.reduce((total, counts) => total + counts[field], 0);
    expect(1 - sum('unknown') / sum('words')).toBeGreaterThanOrEqual(0.98);
  });

  it('covers both accepted and rejected texts', () => {
    const rejected = answers.filter((answer) => 'error' in answer).length;
    expect(rejected / runs).toBeLessThan(maxRejected);
    expect(rejected / runs).toBeGreaterThan(0.05);
  });
});

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { service } from '../support/service';
import { type Case, type CheckedCase, checkCase, readCases } from '../support/verdicts';

/**
 * A sample of the verdicts of the real argument code of several releases on command lines: reduced to the relevant flags,
 * with the flags that its message names. test/oracle/verdicts.test.ts checks the full collection if it is available.
 */
interface Sample extends Omit<Case, 'overridden' | 'modelConfig'> {
  release: string;
  model?: string;
  files?: Record<string, string>;
  names?: string[];
  overridden?: string[];
}

const data = resolve(import.meta.dirname, '../data');
const models: Record<string, object> = JSON.parse(readFileSync(resolve(data, 'verdict-models.json'), 'utf8'));
/** Known misses, each with its reason: the id of a reject, or the id of an accept and a flag that the run replaces. */
const MISSES = 'verdict-misses.json';
const knownMisses: Record<string, string> = JSON.parse(readFileSync(resolve(data, MISSES), 'utf8'));
const samples = readCases(resolve(data, 'verdicts.jsonl')) as unknown as Sample[];

const checkSample = (sample: Sample): CheckedCase => {
  const { release, model, files, names, overridden, ...testCase } = sample;
  const config = model === undefined ? undefined : models[model];
  return checkCase(service, release, data, {
    ...testCase,
    ...(config && { modelConfig: config }),
    ...(names && { message: names.join(' ') }),
    ...(files && { sandbox: { files } }),
    overridden: (overridden ?? []).map((dest) => ({ flag: dest, dest })),
  });
};

const describeResult = ({ case: { argv, env }, findings }: CheckedCase): string =>
  `${Object.entries(env ?? {}).join(' ')} ${argv.join(' ')}\n${findings.map(({ rule, message }) => `${rule}: ${message}`).join('\n')}`;

describe.each([...new Set(samples.map(({ release }) => release))])('lintDocument for ms-swift %s', (release) => {
  const samplesOf = (verdict: string) => samples.filter((each) => each.release === release && each.verdict === verdict);

  it.each(samplesOf('accept'))('reports no rejection for $id, which ms-swift accepts', (sample) => {
    const result = checkSample(sample);
    expect(
      result.rejected.map(({ rule }) => rule),
      describeResult(result),
    ).toEqual([]);
    const missed = Object.keys(knownMisses).flatMap((key) => {
      const [id, flag = ''] = key.split(' ');
      return id === sample.id ? [flag] : [];
    });
    const advice = `flags that the run replaces; remove those that are reported now from ${MISSES}`;
    expect(result.unmarked, `${advice}\n${describeResult(result)}`).toEqual(missed);
  });

  it.each(samplesOf('reject'))('names the cause of $id, which ms-swift rejects', (sample) => {
    const result = checkSample(sample);
    const isMissed = sample.id in knownMisses;
    const advice = isMissed ? `${sample.id} is found now: remove it from ${MISSES}` : (sample.names ?? sample.phase);
    expect(result.namesCause, `${advice}\n${describeResult(result)}`).toBe(!isMissed);
  });
});

it('the verdict sample has at least 600 cases and a reason for every known miss', () => {
  expect(samples.length).toBeGreaterThanOrEqual(600);
  const ids = new Set(samples.map(({ id }) => id));
  const invalid = Object.entries(knownMisses).filter(
    ([key, reason]) => !ids.has(key.split(' ')[0] ?? '') || reason === '',
  );
  expect(invalid).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { service } from '../support/service';
import { type Case, type CheckedCase, checkCase, readCases } from '../support/verdicts';

/**
 * A sample of what the real argument code of four releases says of command lines: shrunk to what matters, with the
 * flags that its message names. The whole collection is judged by test/oracle/verdicts.test.ts where it is at hand.
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
/** What we miss of the sample, each with its reason: the id of a reject, or that of an accept with a flag that the run replaces. */
const MISSES = 'verdict-misses.json';
const knownMisses: Record<string, string> = JSON.parse(readFileSync(resolve(data, MISSES), 'utf8'));
const samples = readCases(resolve(data, 'verdicts.jsonl')) as unknown as Sample[];

const judge = (sample: Sample): CheckedCase => {
  const { release, model, files, names, overridden, ...one } = sample;
  const config = model === undefined ? undefined : models[model];
  return checkCase(service, release, data, {
    ...one,
    ...(config && { modelConfig: config }),
    ...(names && { message: names.join(' ') }),
    ...(files && { sandbox: { files } }),
    overridden: (overridden ?? []).map((dest) => ({ flag: dest, dest })),
  });
};

const shown = ({ case: { argv, env }, findings }: CheckedCase): string =>
  `${Object.entries(env ?? {}).join(' ')} ${argv.join(' ')}\n${findings.map(({ rule, message }) => `${rule}: ${message}`).join('\n')}`;

describe.each(['3.8.1', '3.12.6', '4.2.3', '4.5.2'])('the real verdicts of ms-swift %s', (release) => {
  const of = (verdict: string) => samples.filter((each) => each.release === release && each.verdict === verdict);

  it.each(of('accept'))('$id is accepted: nothing says that it is rejected', (sample) => {
    const judged = judge(sample);
    expect(
      judged.rejected.map(({ rule }) => rule),
      shown(judged),
    ).toEqual([]);
    const missed = Object.keys(knownMisses).flatMap((key) => {
      const [id, flag = ''] = key.split(' ');
      return id === sample.id ? [flag] : [];
    });
    const advice = `flags that the run replaces; take those that we mark now out of ${MISSES}`;
    expect(judged.unmarked, `${advice}\n${shown(judged)}`).toEqual(missed);
  });

  it.each(of('reject'))('$id is rejected: an error names the cause', (sample) => {
    const judged = judge(sample);
    const isMissed = sample.id in knownMisses;
    const advice = isMissed ? `${sample.id} is caught now: take it out of ${MISSES}` : (sample.names ?? sample.phase);
    expect(judged.namesCause, `${advice}\n${shown(judged)}`).toBe(!isMissed);
  });
});

it('is a sample of at least 600, and every known miss has a reason', () => {
  expect(samples.length).toBeGreaterThanOrEqual(600);
  const ids = new Set(samples.map(({ id }) => id));
  const strange = Object.entries(knownMisses).filter(
    ([key, reason]) => !ids.has(key.split(' ')[0] ?? '') || reason === '',
  );
  expect(strange).toEqual([]);
});

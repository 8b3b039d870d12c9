import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thinCurve } from '../../client/src/launch/log/thinCurve';
import { createTrainingCurves } from '../../client/src/launch/log/trainingCurves';

const writeLine = (step: number, loss: number | string, steps = 100): string =>
  `{'loss': ${loss}, 'iteration': '${step}/${steps}'}\n`;

function readAll(...parts: string[]) {
  const curves = createTrainingCurves();
  for (const part of parts) curves.add(part);
  return { ...curves.curves().get('loss'), progress: curves.progress(), notFinite: [...curves.notFinite()] };
}

describe('the curves of a run', () => {
  it('are the same for any division of the log into parts', () => {
    const piece = fc.constantFrom(writeLine(1, 2), writeLine(2, 1.5), '\r', 'Train:  2%|', '\u001b[32m', '3: ', 'é\n');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.array(fc.nat({ max: 300 })), (pieces, cuts) => {
        const log = pieces.join('');
        const sorted = [0, ...cuts.filter((cut) => cut < log.length).toSorted((a, b) => a - b), log.length];
        const parts = sorted.slice(1).map((end, index) => log.slice(sorted[index], end));
        expect(readAll(...parts)).toEqual(readAll(log));
      }),
      { numRuns: 300 },
    );
  });

  it('go on from an earlier step when the run resumes from a checkpoint', () => {
    const log = [1, 2, 3, 4].map((step) => writeLine(step, step)).join('') + writeLine(3, 30) + writeLine(4, 40);
    expect(readAll(log)).toMatchObject({ steps: [1, 2, 3, 4], values: [1, 2, 30, 40] });
  });

  it('start again when the script starts its next command', () => {
    expect(readAll(writeLine(99, 9), writeLine(1, 5, 20))).toMatchObject({
      steps: [1],
      values: [5],
      progress: { step: 1, steps: 20 },
    });
  });

  it('say since which step a value is not finite, until it is again', () => {
    const log = writeLine(1, 2) + writeLine(2, 'nan') + writeLine(3, 'nan');
    expect(readAll(log).notFinite).toEqual([]);
    const line = (step: number, loss: string): string =>
      `{'loss': ${loss}, 'grad_norm': 1.0, 'iteration': '${step}/9'}\n`;
    expect(readAll(line(1, '1'), line(2, 'nan'), line(3, 'nan')).notFinite).toEqual([['loss', 2]]);
    expect(readAll(line(1, '1'), line(2, 'nan'), line(3, '1')).notFinite).toEqual([]);
  });

  it('keep a bounded number of points and the highest peak of a long run', () => {
    const curves = createTrainingCurves(100);
    for (let step = 1; step <= 50_000; step++) curves.add(writeLine(step, step === 12_345 ? 99 : 1, 50_000));
    const { steps = [], values = [] } = curves.curves().get('loss') ?? {};
    expect(steps.length).toBeLessThan(200);
    expect([steps[0], steps.at(-1)]).toEqual([1, 50_000]);
    expect(steps[values.indexOf(99)]).toBe(12_345);
  });

  it('read no more of a line without end than a line of values has', () => {
    const curves = createTrainingCurves();
    for (let part = 0; part < 1000; part++) curves.add('x'.repeat(100_000));
    expect(curves.add(`\n${writeLine(1, 2)}`)).toBe(true);
  });
});

describe('thinCurve', () => {
  it('keeps the ends, the order, the lowest and the highest point', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 2, maxLength: 300 }),
        fc.integer({ min: 4, max: 50 }),
        (values, max) => {
          const thinned = thinCurve({ steps: values.map((_, index) => index), values }, max);
          expect(thinned.steps.length).toBeLessThanOrEqual(Math.max(max, 4));
          expect(thinned.steps).toEqual(thinned.steps.toSorted((a, b) => a - b));
          expect(thinned.values).toEqual(thinned.steps.map((step) => values[step]));
          expect([thinned.steps[0], thinned.steps.at(-1)]).toEqual([0, values.length - 1]);
          expect(Math.max(...thinned.values)).toBe(Math.max(...values));
          expect(Math.min(...thinned.values)).toBe(Math.min(...values));
        },
      ),
    );
  });
});

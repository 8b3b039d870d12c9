import { describe, expect, it } from 'vitest';
import { createTrainingCurves } from '../../client/src/launch/log/trainingCurves';
import { createRunMessage } from '../../client/src/launch/run/createRunMessage';
import { formatValue } from '../../client/src/launch/run/formatValue';
import { createSlurmJob } from './slurmJob';

const job = {
  ...createSlurmJob('megatron sft --lr 1'),
  id: '42',
  name: 'train',
  status: { phase: 'running', state: 'RUNNING', words: 'is running' } as const,
};
const LINE =
  "{'z_loss': 0.1, 'loss': 1.5, 'learning_rate': 1e-05, 'consumed_samples': 16, 'iteration': '1200/3000', 'remaining_time': '2h 5m 1s', 'memory(GiB)': 71.13}\n{'eval_loss': 1.7, 'iteration': '1200/3000'}\n";

const messageOf = (log: string, note = '') => {
  const curves = createTrainingCurves();
  curves.add(log);
  return createRunMessage(job, curves, note);
};

describe('the message to the page of a run', () => {
  it('names the job, the step and the remaining time', () => {
    const { title, sentences } = messageOf(LINE);
    expect(title).toBe('train, job 42');
    expect(sentences).toEqual([
      'The job is running.',
      'Step 1,200 of 3,000; ms-swift expects 2 h 5 min more.',
      'The curves begin at step 1,200.',
    ]);
  });

  it('shows the measured memory next to the estimate', () => {
    const memory = { logged: 70.7, used: 74.2, parts: 'weights 7.1', reason: 'every GPU', isUpperBound: false };
    const sentencesOf = (log: string, planned = memory): string[] => {
      const curves = createTrainingCurves();
      curves.add(log);
      return createRunMessage({ ...job, memory: planned }, curves, '').sentences;
    };
    expect(sentencesOf(LINE)).toContain('Reserved memory: estimated 70.7, measured 71.1 GiB.');
    expect(sentencesOf('')).toContain('Reserved memory: estimated 70.7 GiB.');
    expect(sentencesOf('', { ...memory, isUpperBound: true })).toContain(
      'Reserved memory: estimated at most 70.7 GiB.',
    );
  });

  it('has a chart for each value, the loss first, and evaluations in the chart of the training', () => {
    const charts = messageOf(LINE).charts.map(({ title, lines }) => [title, lines.map(({ label }) => label)]);
    expect(charts).toEqual([
      ['Loss', ['Training', 'Evaluation']],
      ['Learning rate', ['Training']],
      ['Reserved GPU memory', ['Training']],
      ['Remaining time', ['Training']],
      ['z_loss', ['Training']],
    ]);
  });

  it('says why there are no curves', () => {
    expect(messageOf('').sentences.at(-1)).toBe('The log has no values of a training step yet.');
    expect(messageOf('', 'This job has no log.').sentences.at(-1)).toBe('This job has no log.');
  });
});

describe('formatValue', () => {
  it.each([
    [1.7239412, 'number', '1.724'],
    [0.00001, 'number', '1e-5'],
    [123456789, 'number', '1.235e8'],
    [0, 'number', '0'],
    [71.134, 'GiB', '71.13 GiB'],
    [6.3, 'seconds', '6.3 s'],
    [7501, 'seconds', '2 h 5 min'],
    [200_000, 'seconds', '2 d 7 h'],
  ] as const)('prints %d %s as %s', (value, unit, text) => expect(formatValue(value, unit)).toBe(text));
});

import { describe, expect, it } from 'vitest';
import { readTrainingStep } from '../../client/src/launch/log/trainingStep';

const read = (line: string) => {
  const { values, ...rest } = readTrainingStep(line) ?? { values: new Map() };
  return { ...rest, ...Object.fromEntries(values) };
};

describe('readTrainingStep', () => {
  it('reads the dictionary that ms-swift 4 prints', () => {
    const line =
      "{'loss': 1.72394121, 'grad_norm': 0.5, 'learning_rate': 1e-05, 'iteration': '10/300', 'elapsed_time': '1m 3s', 'remaining_time': '2h 0m 5s', 'memory(GiB)': 71.13, 'train_speed(s/it)': 6.3}";
    expect(read(line)).toEqual({
      step: 10,
      steps: 300,
      notFinite: [],
      loss: 1.72394121,
      grad_norm: 0.5,
      learning_rate: 0.00001,
      elapsed_time: 63,
      remaining_time: 7205,
      'memory(GiB)': 71.13,
      'train_speed(s/it)': 6.3,
    });
  });

  it('reads the line that ms-swift 3 prints under the names of ms-swift 4', () => {
    const line =
      ' [2025-08-30 10:00:00] iteration       10/     300 | consumed samples:          160 | elapsed time per iteration (ms): 6300.5 | memory(GiB): 71.13 | elapsed time: 1m 3s | remaining time: 30m 27s | learning rate: 1.000000E-05 | global batch size:    16 | lm loss: 1.723941E+00 | loss scale: 1.0 | grad norm: 0.500 | number of skipped iterations:   0 | number of nan iterations:   0 |';
    expect(read(line)).toMatchObject({
      step: 10,
      steps: 300,
      loss: 1.723941,
      grad_norm: 0.5,
      learning_rate: 0.00001,
      remaining_time: 1827,
      'memory(GiB)': 71.13,
      'train_speed(s/it)': 6.3005,
    });
  });

  it('reads an evaluation of either release as the same value', () => {
    const values = [
      "{'eval_loss': 1.5, 'iteration': '10/300', 'memory(GiB)': 71.13}",
      ' validation loss at iteration 10 on validation set | lm loss value: 1.500000E+00 | lm loss PPL: 4.481689E+00 |',
    ].map(read);
    for (const value of values) expect(value).toMatchObject({ step: 10, eval_loss: 1.5 });
  });

  it('reads a line after the label of its task or rank, and after a progress bar', () => {
    for (const start of ['3: ', '[rank7]: ', 'Train:   3%|3         | 10/300 [01:03<30:27,  6.30s/it]'])
      expect(read(`${start}{'loss': 2.0, 'iteration': '10/300'}`)).toMatchObject({ step: 10, loss: 2 });
  });

  it('names values that are not finite, and tensors by their number', () => {
    expect(read("{'loss': nan, 'grad_norm': inf, 'z_loss': tensor(0.5, device='cuda:0'), 'iteration': '2/3'}")).toEqual(
      {
        step: 2,
        steps: 3,
        notFinite: ['loss', 'grad_norm'],
        z_loss: 0.5,
      },
    );
    expect(read(' iteration 2/ 3 | lm loss: NAN | grad norm: 1.0 |')).toMatchObject({ notFinite: ['loss'] });
  });

  it.each([
    'loading iteration 10 of the checkpoint',
    '{"iteration": 5}',
    "{'iteration': '10/300'}",
    "{'loss': 1.0, 'iteration': 'none'}",
    'iteration',
    '',
  ])('finds no values in %j', (line) => expect(readTrainingStep(line)).toBeUndefined());
});

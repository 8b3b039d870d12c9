import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRootCause } from '../../client/src/launch/log/rootCause';
import { cleanText, createLogBuffer } from '../../client/src/launch/log/text';

/** Logs of real jobs on two nodes, as `srun --label` wrote them. */
const log = (name: string): string => readFileSync(join(import.meta.dirname, '../data/logs', `${name}.log`), 'utf8');

describe('the root cause of a job that failed', () => {
  it('is the error of the rank that torchrun names, not those of the processes that were ended because of it', () => {
    expect(findRootCause(log('torch-value'))).toEqual({
      rank: 3,
      node: '127.0.0.2',
      error: "ValueError: remaining_argv: ['--packng', 'true']",
      line: 19,
      advice: 'The trainer does not know these flags: they are misspelt, or belong to another release.',
    });
    expect(findRootCause(log('torch-assert'))).toMatchObject({
      rank: 1,
      node: '127.0.0.1',
      error: 'AssertionError: num_layers (28) must be divisible by pipeline_model_parallel_size (3)',
    });
  });

  it('is the first traceback where no launcher says which rank it was', () => {
    const cause = findRootCause(log('sockets-value'));
    expect(cause).toMatchObject({ node: '127.0.0.2', error: "ValueError: remaining_argv: ['--packng', 'true']" });
    expect(cause).not.toHaveProperty('rank');
  });

  it('is found where another process of the node has written into the traceback', () => {
    const lines = [
      '1: Traceback (most recent call last):',
      '1:   File "megatron", line 60, in train',
      '1: rank 2 of 4: the ranks add up to 6',
      '1:     raise ValueError(text)',
      '1: ValueError: too long',
      'srun: error: 127.0.0.2: task 1: Exited with exit code 1',
    ];
    expect(findRootCause(lines.join('\n'))).toMatchObject({
      node: '127.0.0.2',
      error: 'ValueError: too long',
      line: 4,
    });
  });

  it('is what the shell or Slurm says where nothing of Python has run', () => {
    expect(findRootCause(log('missing'))).toMatchObject({
      node: '127.0.0.1',
      error: '_: line 1: exec: megatron: not found',
    });
    expect(findRootCause(log('exit'))).toMatchObject({
      node: '127.0.0.2',
      error: 'srun: error: 127.0.0.2: task 1: Exited with exit code 3',
    });
    const limit = 'slurmstepd-n1: error: *** JOB 12 ON n1 CANCELLED AT 2026-01-01T00:00:00 DUE TO TIME LIMIT ***';
    expect(findRootCause(`1: step\n${limit}\n`)).toMatchObject({ node: 'n1', error: limit, line: 1 });
    expect(findRootCause('all is well\n')).toBeUndefined();
  });

  it('is found where the lines of two tracebacks are mixed', () => {
    const mixed = [
      '0: [rank0]: Traceback (most recent call last):',
      '1: [rank5]: Traceback (most recent call last):',
      '0: [rank0]:   File "a.py", line 1',
      '1: [rank5]:   File "b.py", line 2',
      '1: [rank5]: ValueError: from five',
      '0: [rank0]: RuntimeError: from nought',
    ];
    expect(findRootCause(mixed.join('\n'))).toMatchObject({ rank: 5, error: 'ValueError: from five' });
  });

  it('is looked for in any text without an error, and named by a line of the text', () => {
    const piece = fc.constantFrom(
      'Traceback (most recent call last):',
      '1: ',
      '[rank2]: ',
      'Root Cause (first observed failure):',
      '\n',
      ' rank : 3',
      'E: x',
      '\r',
      '\u001b[31m',
      'srun: error: n1: task 0: Killed',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string())), (parts) => {
        const text = parts.join('');
        const cause = findRootCause(text);
        if (cause) expect(cleanText(text).split('\n')[cause.line]).toContain(cause.error);
      }),
    );
  });
});

describe('a log that grows', () => {
  it('reads the same, however it was cut into pieces', () => {
    const part = fc.constantFrom('a', '1: ', '\n', '\r', '\r\n', '\u001b[32m', '\u001b[0m', '50%', '你');
    fc.assert(
      fc.property(fc.array(fc.array(part)), (pieces) => {
        const grown = createLogBuffer();
        for (const piece of pieces) grown.add(piece.join(''));
        expect(grown.text()).toBe(cleanText(pieces.flat().join('')));
      }),
    );
  });

  it('shows progress bars as they stand at last, and no colours', () => {
    expect(cleanText('0: \u001b[1;31mred\u001b[0m\r\n 10%|#  |\r 20%|## |\n')).toBe('0: red\n 20%|## |\n');
  });

  it('keeps the end of a log that is too long, and says what is missing', () => {
    const grown = createLogBuffer(1000);
    for (let line = 0; line < 500; line++) grown.add(`line ${line}\n`);
    expect(grown.text().length).toBeLessThan(1100);
    expect(grown.text()).toMatch(/^\(\d+ lines before this are only in the log file\.\)\nline \d+\n/);
    expect(grown.text()).toMatch(/line 499\n$/);
  });
});

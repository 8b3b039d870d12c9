import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRootCause } from '../../client/src/launch/log/rootCause';
import { cleanText } from '../../client/src/launch/log/text';

/** Reads a log of a real job on two nodes, as `srun --label` wrote it. */
const readLog = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../data/logs', `${name}.log`), 'utf8');

describe('findRootCause', () => {
  it('returns the error of the rank that torchrun names, not of processes that were ended because of it', () => {
    expect(findRootCause(readLog('torch-value'))).toEqual({
      rank: 3,
      node: '127.0.0.2',
      error: "ValueError: remaining_argv: ['--packng', 'true']",
      line: 19,
      advice: 'The trainer does not know these flags: they are misspelled, or belong to another release.',
    });
    expect(findRootCause(readLog('torch-assert'))).toMatchObject({
      rank: 1,
      node: '127.0.0.1',
      error: 'AssertionError: num_layers (28) must be divisible by pipeline_model_parallel_size (3)',
    });
  });

  it('returns the first traceback when no launcher names a rank', () => {
    const cause = findRootCause(readLog('sockets-value'));
    expect(cause).toMatchObject({ node: '127.0.0.2', error: "ValueError: remaining_argv: ['--packng', 'true']" });
    expect(cause).not.toHaveProperty('rank');
  });

  it('finds the error when another process of the node writes into the traceback', () => {
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

  it('returns a line of the shell or of Slurm when Python has not started', () => {
    expect(findRootCause(readLog('missing'))).toMatchObject({
      node: '127.0.0.1',
      error: '_: line 1: exec: megatron: not found',
    });
    expect(findRootCause(readLog('exit'))).toMatchObject({
      node: '127.0.0.2',
      error: 'srun: error: 127.0.0.2: task 1: Exited with exit code 3',
    });
    const limit = 'slurmstepd-n1: error: *** JOB 12 ON n1 CANCELLED AT 2026-01-01T00:00:00 DUE TO TIME LIMIT ***';
    expect(findRootCause(`1: step\n${limit}\n`)).toMatchObject({ node: 'n1', error: limit, line: 1 });
    expect(findRootCause('all is well\n')).toBeUndefined();
  });

  it('finds the error when the lines of two tracebacks are interleaved', () => {
    const lines = [
      '0: [rank0]: Traceback (most recent call last):',
      '1: [rank5]: Traceback (most recent call last):',
      '0: [rank0]:   File "a.py", line 1',
      '1: [rank5]:   File "b.py", line 2',
      '1: [rank5]: ValueError: from five',
      '0: [rank0]: RuntimeError: from zero',
    ];
    expect(findRootCause(lines.join('\n'))).toMatchObject({ rank: 5, error: 'ValueError: from five' });
  });

  it('finds the error when a line of a megabyte precedes it', () => {
    for (const unit of ['9', '\r', 'srun: error: ', 'execve(): '])
      expect(findRootCause(`${unit.repeat(1_000_000 / unit.length)}x\nValueError\nNCCL error 1\n`)).toMatchObject({
        error: 'NCCL error 1',
        line: 2,
      });
  });

  it('accepts any text, and returns an error that is part of its line', () => {
    const part = fc.constantFrom(
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
      fc.property(fc.array(fc.oneof(part, fc.string())), (parts) => {
        const text = parts.join('');
        const cause = findRootCause(text);
        if (cause) expect(cleanText(text).split('\n')[cause.line]).toContain(cause.error);
      }),
    );
  });
});

describe('cleanText', () => {
  it('shows the last state of progress bars, without colors', () => {
    expect(cleanText('0: \u001b[1;31mred\u001b[0m\r\n 10%|#  |\r 20%|## |\n')).toBe('0: red\n 20%|## |\n');
  });
});

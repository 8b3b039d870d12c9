import { describe, expect, it } from 'vitest';
import { fixAll } from '../support/fixAll';

describe('all safe fixes at once', () => {
  it.each([
    [
      'repair several findings of a command',
      'shell',
      '# preflight: ms-swift=4.2.3\nmegatron sft \\\n    --model m \\\n    --save out \\\n    --max_epochs 2\n',
      '# preflight: ms-swift=4.2.3\nmegatron sft \\\n    --model m \\\n    --output_dir out \\\n    --num_train_epochs 2\n',
      2,
    ],
    [
      'repair several findings of a file',
      'yaml',
      '# preflight: ms-swift=4.2.3\nmodel: m\nsave: out\nmax_epochs: 2\n',
      '# preflight: ms-swift=4.2.3\nmodel: m\noutput_dir: out\nnum_train_epochs: 2\n',
      2,
    ],
    [
      'leave alone what needs a look',
      'shell',
      'megatron sft --model m --foo 1\n',
      'megatron sft --model m --foo 1\n',
      0,
    ],
    ['leave a clean text as it is', 'shell', 'megatron sft --model m\n', 'megatron sft --model m\n', 0],
  ] as const)('%s (%s)', (_, language, before, after, count) =>
    expect(fixAll(before, language)).toEqual({ text: after, count }),
  );
});

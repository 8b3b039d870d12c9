import { describe, expect, it } from 'vitest';
import { fixAll } from '../../../support/fixAll';

describe('fixAll', () => {
  it.each([
    [
      'fixes several findings of a command',
      'shell',
      '# preflight: ms-swift=4.2.3\nmegatron sft \\\n    --model m \\\n    --save out \\\n    --max_epochs 2\n',
      '# preflight: ms-swift=4.2.3\nmegatron sft \\\n    --model m \\\n    --output_dir out \\\n    --num_train_epochs 2\n',
      2,
    ],
    [
      'fixes several findings of a config file',
      'yaml',
      '# preflight: ms-swift=4.2.3\nmodel: m\nsave: out\nmax_epochs: 2\n',
      '# preflight: ms-swift=4.2.3\nmodel: m\noutput_dir: out\nnum_train_epochs: 2\n',
      2,
    ],
    ['does not apply unsafe fixes', 'shell', 'megatron sft --model m --foo 1\n', 'megatron sft --model m --foo 1\n', 0],
    ['leaves a text without findings unchanged', 'shell', 'megatron sft --model m\n', 'megatron sft --model m\n', 0],
  ] as const)('%s (%s)', (_, language, before, after, count) =>
    expect(fixAll(before, language)).toEqual({ text: after, count }),
  );

  it.each([
    ['yaml', 'lr: 1\n', 'model: m\n', ''],
    ['shell', '--lr 1 ', 'megatron sft ', '--model m\n'],
  ])('removes thousands of adjacent duplicates of a flag (%s)', (language, flag, before, after) => {
    const count = 3000;
    const text = `# preflight: ms-swift=4.2.3\n${before}${flag.repeat(count)}${after}`;
    const fixed = `# preflight: ms-swift=4.2.3\n${before}${flag}${after}`;
    expect(fixAll(text, language)).toEqual({ text: fixed, count: count - 1 });
  });
});

import { describe, expect, it } from 'vitest';
import { fixAll } from '../../../support/fixAll';

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

  it.each([
    ['yaml', 'lr: 1\n', 'model: m\n', ''],
    ['shell', '--lr 1 ', 'megatron sft ', '--model m\n'],
  ])('take out what is given again and again, right behind itself (%s)', (language, again, before, after) => {
    const times = 3000;
    const text = `# preflight: ms-swift=4.2.3\n${before}${again.repeat(times)}${after}`;
    const once = `# preflight: ms-swift=4.2.3\n${before}${again}${after}`;
    expect(fixAll(text, language)).toEqual({ text: once, count: times - 1 });
  });
});

import { describe, expect, it } from 'vitest';
import { applyRefactoring, findRefactoring } from '../../../support/refactor';

const sort = (text: string) => applyRefactoring('sortFlags', text, 'a.sh')?.text;

describe('“Sort flags by section”', () => {
  it('sorts the flags of a command and aligns their values, which stay as they are written', () => {
    expect(
      sort(`# preflight: ms-swift=4.5.2
NPROC_PER_NODE=8 \\
megatron sft$0 \\
  --lr 1e-5 \\
  --tensor_model_parallel_size "$TP" \\
  --dataset 'a b' \\
      c \\
  --packing \\
  --model m | tee log # why
`),
    ).toBe(`# preflight: ms-swift=4.5.2
NPROC_PER_NODE=8 \\
megatron sft \\
  --model                      m \\
  --dataset                    'a b' \\
      c \\
  --packing \\
  --tensor_model_parallel_size "$TP" \\
  --lr                         1e-5 | tee log # why
`);
  });
  it('gives each flag of a long line its own line', () => {
    expect(sort('megatron sft$0 --lr 1e-5 --model m\n')).toBe('megatron sft \\\n    --model m \\\n    --lr    1e-5\n');
  });
  it('leaves the order of repeated flags, and of flags around arguments of the caller', () => {
    expect(sort('megatron sft$0 --lr 2 --lr 1 --num_workers 1 "$@" --model m --save s\n')).toBe(`megatron sft \\
    --lr    2 \\
    --lr    1 --num_workers 1 "$@" \\
    --model m \\
    --save  s
`);
  });
  it('sorts the flags of an array with their comments', () => {
    const use = `)\nmegatron sft "$` + '{ARGS[@]}"\n';
    const text = `ARGS=(
  # the rate
  --lr 1e-5 # tuned
  --packing

  # the model
  --model $0m
  # the end
`;
    expect(sort(text + use)).toBe(`ARGS=(

  # the model
  --model m
  --packing
  # the rate
  --lr    1e-5 # tuned
  # the end
${use}`);
  });
  it('has nothing to do for a sorted command', () => {
    const sorted = 'megatron sft \\\n    --model $0m \\\n    --lr    1e-5\n';
    expect(findRefactoring('sortFlags', sorted, 'a.sh')?.refusal).toContain('sorted');
  });
});

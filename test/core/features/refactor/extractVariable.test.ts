import { describe, expect, it } from 'vitest';
import { applyRefactoring, findRefactoring } from '../../../support/refactor';

const extract = (text: string) => applyRefactoring('extractVariable', text, 'a.sh')?.text;

describe('“Extract into a variable”', () => {
  it('moves a value above its command, with its quotes', () => {
    expect(extract(`# first\nNPROC_PER_NODE=8 \\\nmegatron sft --model m \\\n  --save 'a $0b' | tee log\n`)).toBe(
      `# first\nSAVE='a b'\nNPROC_PER_NODE=8 \\\nmegatron sft --model m \\\n  --save "$SAVE" | tee log\n`,
    );
    expect(extract('if true; then\n  megatron sft --lr=1$0e-5\nfi\n')).toBe(
      'if true; then\n  LR=1e-5\n  megatron sft --lr="$LR"\nfi\n',
    );
  });
  it('keeps the comment about the release next to its command', () => {
    const lines = '\n'.repeat(12);
    expect(extract(`${lines}# preflight: ms-swift=4.5.2\nmegatron sft --lr $01e-5\n`)).toBe(
      `${lines}LR=1e-5\n# preflight: ms-swift=4.5.2\nmegatron sft --lr "$LR"\n`,
    );
  });
  it('takes a name that the script does not use and no program reads', () => {
    expect(extract('LR=1\nmegatron sft --lr 1$0e-5\n')).toBe('LR=1\nLR_VALUE=1e-5\nmegatron sft --lr "$LR_VALUE"\n');
  });
  it('is refused, with the reason, where an assignment above would change the run', () => {
    for (const text of [
      'true &&\nmegatron sft --lr 1$0e-5\n',
      'X=1; megatron sft --lr 1$0e-5\n',
      'megatron sft --dataset $A$0 b\n',
      'megatron sft --dataset *.j$0sonl\n',
    ])
      expect(findRefactoring('extractVariable', text, 'a.sh')?.refusal, text).toContain('No assignment');
  });
  it('is not offered where there is no value', () => {
    expect(findRefactoring('extractVariable', 'megatron s$0ft --lr 1e-5\n', 'a.sh')).toBeUndefined();
  });
});

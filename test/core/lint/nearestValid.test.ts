import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/core/config/edit';
import { readShell, service } from '../../support/service';

const MODEL = { num_hidden_layers: 28, num_attention_heads: 28, hidden_size: 3584, vocab_size: 152064 };

/** The titles of the fixes that are offered for a rule's finding; each fix is applied and must remove the finding. */
function offerFixes(rule: string, flags: string, release = '4.5.2'): string[] {
  const text = `# preflight: ms-swift=${release}\nNPROC_PER_NODE=8 megatron sft --model m --dataset d --train_iters 10 ${flags}\n`;
  const document = readShell(text, { modelConfig: MODEL });
  const fixes = service
    .suggestQuickFixes(document, { start: 0, end: text.length })
    .filter(({ finding }) => finding.rule === rule);
  for (const { edits } of fixes) {
    const after = service.lintDocument(readShell(applyEdits(text, edits), { modelConfig: MODEL }));
    expect(after.map((finding) => finding.rule)).not.toContain(rule);
  }
  return fixes.map(({ title }) => title);
}

describe('nearest valid values', () => {
  it('offer the closest value of one size first', () => {
    const titles = offerFixes('par.batch-divisible', '--global_batch_size 6');
    expect(titles[0]).toBe('global_batch_size 6 -> 8');
  });

  it('offer no second change next to an error that no size can repair', () => {
    const titles = offerFixes('par.batch-divisible', '--global_batch_size 6 --packing ture');
    expect(titles.filter((title) => !title.startsWith('Fix all') && /, \w+ \d+ ->/.test(title))).toEqual([]);
  });

  it('never set a length flag that is not written', () => {
    const titles = offerFixes('par.cp-seq', '--load l --max_length 2049 --context_parallel_size 4', '3.8.1');
    expect(titles.length).toBeGreaterThan(0);
    expect(titles.filter((title) => /seq_length|packing_length/.test(title))).toEqual([]);
  });

  it('repair with a second size what the first one breaks', () => {
    const titles = offerFixes(
      'par.vpp-pp',
      '--virtual_pipeline_model_parallel_size 3 --tensor_model_parallel_size 4 --sequence_parallel true',
    );
    expect(titles).toContain('pipeline_model_parallel_size 1 -> 2, virtual_pipeline_model_parallel_size 3 -> 2');
  });

  it('never change the size of the model or add a node', () => {
    const titles = [
      ...offerFixes('par.tp-heads', '--tensor_model_parallel_size 8 --sequence_parallel true'),
      ...offerFixes('env.world-size', '--tensor_model_parallel_size 16 --sequence_parallel true'),
    ];
    expect(titles.length).toBeGreaterThan(0);
    expect(titles.filter((title) => /num_attention_heads|NNODES/.test(title))).toEqual([]);
  });

  it('prefer another size to another number of GPUs', () => {
    const titles = offerFixes('par.batch-divisible', '--micro_batch_size 4 --global_batch_size 16');
    const firstWithGpus = titles.findIndex((title) => title.startsWith('NPROC_PER_NODE'));
    expect(titles.length).toBeGreaterThan(1);
    expect(firstWithGpus === -1 || firstWithGpus === titles.length - 1).toBe(true);
  });

  it('shrink three sizes where all of them exceed the GPUs', () => {
    const sizes = ['tensor', 'pipeline'].map((name) => `--${name}_model_parallel_size 14`).join(' ');
    const titles = offerFixes('env.world-size', `${sizes} --context_parallel_size 16 --sequence_parallel true`);
    expect(titles).toHaveLength(1);
    expect(titles[0]?.split('->')).toHaveLength(4);
  });
});

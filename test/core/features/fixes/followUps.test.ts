import { describe, expect, it } from 'vitest';
import { applyFix } from '../../../support/repair';
import { readShell, service } from '../../../support/service';

/** The fixes that are offered for the findings of a rule. */
function offerFixes(rule: string, script: string, release = '4.5.2') {
  const document = readShell(`# preflight: ms-swift=${release}\n${script}\n`);
  const fixes = service
    .listFindings(document)
    .filter(({ finding }) => finding.rule === rule)
    .flatMap(({ config, finding }) => service.printFixes(document, config, finding));
  return { fixes, titles: fixes.map(({ title }) => title), document };
}

const RUN = 'megatron sft --model m --dataset d --train_iters 9';

describe('a fix that leads to another finding', () => {
  it('brings along the fix of that one, and names both', () => {
    const { fixes, document } = offerFixes('par.batch-divisible', `NPROC_PER_NODE=4 ${RUN} --global_batch_size 6`);
    const fix = fixes.find(({ title }) => title.startsWith('tensor_model_parallel_size 1 -> 2'));
    expect(fix?.title).toBe('tensor_model_parallel_size 1 -> 2, and set sequence_parallel to true');
    const { text } = fix ? applyFix(service, document, fix) : document;
    expect(text).toContain('--tensor_model_parallel_size 2');
    expect(text).toContain('--sequence_parallel true');
  });

  it('is not offered where that one has no fix', () => {
    const { titles } = offerFixes('cli.abbrev-ambiguous', 'megatron rlhf --model m --rlhf_type dpo --calculate_ true');
    expect(titles).toContain('Change to calculate_KL');
    expect(titles).not.toContain('Change to calculate_per_token_loss');
  });

  it('never rewrites another value to silence a warning', () => {
    const { titles } = offerFixes('prec.dtype-flags', `${RUN} --torch_dtype float32 --bf16 true --fp16 false`);
    expect(titles.length).toBeGreaterThan(0);
    expect(titles.filter((title) => title.includes('torch_dtype to'))).toEqual([]);
  });

  it('is not offered where another command would get that one', () => {
    const script = (other: string) =>
      `export NPROC_PER_NODE=8\nCUDA_VISIBLE_DEVICES=0,1 ${RUN}\n${RUN} --tensor_model_parallel_size ${other} --sequence_parallel true`;
    expect(offerFixes('env.visible-devices', script('2')).titles).toContain('Set NPROC_PER_NODE to 2');
    expect(offerFixes('env.visible-devices', script('8')).titles).not.toContain('Set NPROC_PER_NODE to 2');
  });
});

describe('a fix after which a hidden finding appears', () => {
  it('is offered alone when it only makes the run read what is written', () => {
    const renamed = offerFixes('release.renamed', `${RUN} --num_train_epochs 1`, '3.12.6');
    expect(renamed.titles[0]).toBe('Change to max_epochs');
    expect(renamed.fixes[0]?.reveals).toEqual(['data.iters-and-epochs']);
  });

  it('stays the first one where the run may not fit its GPUs', () => {
    const run = 'NPROC_PER_NODE=8 megatron sft --model Qwen/Qwen3-8B --dataset d --train_iters 9 --max_length 32768';
    const { fixes } = offerFixes('cli.bool', `${run} --packing ture`);
    expect(fixes[0]?.title).toBe('Change to true');
    expect(fixes[0]?.reveals).toEqual(['mem.full']);
  });

  it('is offered alone when the finding appears without the argument as well', () => {
    const moe = `${RUN} --num_experts 128 --moe_grouped_gemm false`;
    const { fixes } = offerFixes(
      'par.ep-experts',
      `NPROC_PER_NODE=6 ${moe} --expert_model_parallel_size 3 --global_batch_size 24`,
      '3.8.1',
    );
    expect(fixes[0]?.title).toBe('expert_model_parallel_size 3 -> 2');
    expect(fixes[0]?.reveals).toEqual(['moe.grouped-gemm-perf']);
  });
});

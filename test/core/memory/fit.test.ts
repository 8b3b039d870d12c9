import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/core/config/edit';
import type { DocumentContext } from '../../../server/src/core/document/document';
import { estimateMemory } from '../../../server/src/core/memory/estimate';
import { fullestOf } from '../../../server/src/core/memory/fit';
import { denseModel } from '../../../server/src/core/rules/mem/common';
import { readShell, readYaml, service } from '../../support/service';

const run = (flags = '', modeline = ''): string =>
  `# preflight: ms-swift=4.5.2 ${modeline}\nNPROC_PER_NODE=8 NNODES=1 megatron sft --output_dir out --packing true --max_length 16384 --tensor_model_parallel_size 2 ${flags}\n`;

const read = (text: string, context: DocumentContext = {}) => readShell(text, { modelConfig: denseModel, ...context });

const findingsOf = (text: string, context?: DocumentContext): string[] =>
  service
    .lintDocument(read(text, context))
    .filter(({ rule }) => rule.startsWith('mem.'))
    .map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`);

const lensOf = (text: string, context?: DocumentContext): string =>
  service.codeLenses(read(text, context)).find(({ action }) => action === 'showLayout')?.title ?? '';

/** The GiB that nvidia-smi will show for the fullest GPU. */
function usedOf(text: string): number {
  const document = read(text);
  const [config] = document.reading.configs;
  const answer = config && estimateMemory(service.getFacts(document, config));
  return answer && 'memory' in answer ? fullestOf(answer.memory).used : Number.NaN;
}

describe('the lens of a command', () => {
  it('tells the memory beside the layout', () =>
    expect(lensOf(run('', 'gpu-memory=80'))).toMatch(
      /^8 GPUs = TP 2 × DP 4 · 4 micro-batches · about \d+ of 80 GiB per GPU$/,
    ));

  it('says that nothing names the GPU', () =>
    expect(lensOf(run())).toMatch(/ · about \d+ GiB of 80 GB \(assumed\) per GPU$/));

  it('calls the estimate for samples of unknown length a limit', () =>
    expect(lensOf(run('--packing false', 'gpu-memory=80'))).toMatch(/ · at most \d+ of 80 GiB per GPU$/));

  it('is silent about memory if the model is unknown', () =>
    expect(lensOf(run(), { modelConfig: undefined })).toBe('8 GPUs = TP 2 × DP 4 · 4 micro-batches'));

  it.each<[where: string, sbatch: string]>([
    ['of generic resources', '--gres=gpu:h100:8'],
    ['of the GPUs of each node', '--gpus-per-node=h100:8'],
    ['of all GPUs', '--gpus=h100:8'],
    ['of a feature of the nodes', '--constraint=h100'],
  ])('takes the type %s from the batch script', (_, sbatch) =>
    expect(lensOf(`#!/bin/bash\n#SBATCH ${sbatch}\n${run()}`)).toMatch(/of 79 GiB per GPU$/),
  );

  it('prefers a comment to the batch script, and both to the setting', () => {
    const context = { gpuMemory: 24 };
    expect(lensOf(`#!/bin/bash\n#SBATCH --gres=gpu:h100:8\n${run('', 'gpu-memory=141')}`, context)).toMatch(
      /141 GiB per GPU$/,
    );
    expect(lensOf(`#!/bin/bash\n#SBATCH --gres=gpu:h100:8\n${run()}`, context)).toMatch(/79 GiB per GPU$/);
    expect(lensOf(run(), context)).toMatch(/24 GiB per GPU$/);
  });
});

describe('a run that needs more memory than its GPUs have', () => {
  it('is an error if weights, gradients and optimizer alone exceed a known GPU', () =>
    expect(findingsOf(run('', 'gpu-memory=24'))).toEqual([
      expect.stringMatching(
        /^error mem\.state: A GPU has 24 GiB, but weights, gradients and optimizer alone need \d+ GiB/,
      ),
    ]));

  it('is a warning if all of it reaches 95 % of a known GPU', () => {
    const used = usedOf(run());
    const warning = [expect.stringMatching(/^warning mem\.full: /)];
    expect(findingsOf(run('', `gpu-memory=${(used / 0.94).toFixed(1)}`))).toEqual([]);
    expect(findingsOf(run('', `gpu-memory=${(used / 0.96).toFixed(1)}`))).toEqual(warning);
  });

  it('is a hint if the GPU is only assumed', () =>
    expect(findingsOf(run('--max_length 65536'))).toEqual([
      expect.stringMatching(/^hint mem\.full: .* a GPU of 80 GB has\. That size is assumed/),
    ]));

  it('is nothing if only the longest possible sample would not fit', () =>
    expect(findingsOf(run('--packing false --max_length 65536', 'gpu-memory=80'))).toEqual([]));

  it('is nothing if the model, the layout or the length is unknown', () => {
    expect(findingsOf(run('', 'gpu-memory=24'), { modelConfig: undefined })).toEqual([]);
    expect(findingsOf(run('--context_parallel_size $CP', 'gpu-memory=24'))).toEqual([]);
    expect(findingsOf(run('--max_length $LENGTH', 'gpu-memory=24'))).toEqual([]);
  });

  it('advises what helps: an adapter does not make the weights fit that it leaves alone', () => {
    const message = (flags: string, gib: number) =>
      service.lintDocument(read(run(flags, `gpu-memory=${gib}`))).find(({ rule }) => rule === 'mem.state')?.message;
    expect(message('--tuner_type lora', 7)).toMatch(/\)\. Split the model over more GPUs\.$/);
    expect(message('', 12)).toMatch(/\)\. Split the model over more GPUs or train an adapter\.$/);
  });

  it('is reported in a config file as well', () => {
    const text =
      '# preflight: ms-swift=4.5.2 world-size=8 gpu-memory=24\npacking: true\nmax_length: 16384\noutput_dir: out\n';
    const findings = service.lintDocument(readYaml(text, { modelConfig: denseModel }));
    expect(findings.map(({ rule }) => rule)).toContain('mem.state');
  });
});

describe('the fixes of a run that does not fit', () => {
  const text = run('--recompute_granularity selective', 'gpu-memory=80');
  const document = read(text);
  const fixes = service
    .suggestQuickFixes(document, { start: 0, end: text.length })
    .filter(({ finding }) => finding.rule === 'mem.full');

  it('are several, and the first of them slows the run down least', () => {
    expect(fixes.length).toBeGreaterThan(2);
    expect(fixes[0]?.title).toMatch(/^Recompute the MLP of each layer: -\d+ GiB, about a fifth more compute$/);
    expect(fixes.at(-1)?.title).toContain('more communication');
  });

  it.each(fixes.map((fix) => [fix.title, fix] as const))('gain what they say: %s', (title, { edits }) => {
    const changed = applyEdits(text, edits);
    const gain = usedOf(text) - usedOf(changed);
    expect(gain.toFixed(0)).toBe(/-([\d.]+) GiB/.exec(title)?.[1]);
    expect(findingsOf(changed)).toEqual([]);
  });

  it('combine changes if none suffices alone', () => {
    const long = run('--max_length 65536', 'gpu-memory=80');
    const [fix] = service.suggestQuickFixes(read(long), { start: 0, end: long.length });
    expect(fix?.title).toMatch(/, recompute all layers \(about a third more compute\): -\d+ GiB$/);
    expect(findingsOf(applyEdits(long, fix?.edits ?? []))).toEqual([]);
  });

  it('level the pipeline stages', () => {
    const stages = '--pipeline_model_parallel_size 4';
    const staged = run(stages, `gpu-memory=${(usedOf(run(stages)) / 1.1).toFixed(0)}`);
    const titles = service
      .suggestQuickFixes(read(staged), { start: 0, end: staged.length })
      .filter(({ finding }) => finding.rule === 'mem.full')
      .map(({ title }) => title);
    expect(titles).toContainEqual(expect.stringMatching(/^Give the stages \d+, \d+, \d+, \d+ layers: /));
  });
});

describe('the hover of a flag', () => {
  const hoverOn = (word: string, text = run('', 'gpu-memory=80')): string =>
    service.provideHover(read(text), text.indexOf(word) + 3)?.markdown ?? '';

  it('tells the memory with other values', () => {
    const half = usedOf(run('--max_length 8192'));
    const difference = usedOf(run()) - half;
    expect(hoverOn('--max_length')).toContain(`\`8192\`: ${half.toFixed(0)} (-${difference.toFixed(0)})`);
    expect(hoverOn('--tensor_model_parallel_size')).toMatch(/in GiB: `1`: \d+ \(\+\d+\); `4`: \d+ \(-\d+\)/);
  });

  it('tells the memory of vLLM on the same GPUs', () => {
    const text = `# preflight: ms-swift=4.5.2 gpu-memory=80 world-size=8
megatron rlhf --rlhf_type grpo --max_length 4096 --vllm_mode colocate --vllm_gpu_memory_utilization 0.5 --sleep_level 1
`;
    expect(hoverOn('--sleep_level', text)).toMatch(
      /While vLLM samples, it takes 40 GiB beside \d+ GiB of the training/,
    );
  });

  it('tells the memory with other numbers of GPUs on their variables', () => {
    const text = `# preflight: ms-swift=4.5.2 gpu-memory=80
NNODES=2 NPROC_PER_NODE=8 PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True megatron sft --model Qwen/Qwen3-8B \\
  --packing true --max_length 8192
`;
    const other = / GiB\. With other values, in GiB: `[48]`: \d+ \(\+[\d.]+\); `16`: \d+ \(-[\d.]+\)\./;
    expect(hoverOn('NPROC_PER_NODE', text)).toMatch(other);
    expect(hoverOn('NNODES', text)).toMatch(/`1`: \d+ \(\+[\d.]+\); `4`: \d+ \(-[\d.]+\)/);
    expect(hoverOn('PYTORCH_CUDA_ALLOC_CONF', text)).toMatch(
      /Memory of the fullest GPU: about \d+ of 80 GiB \(weights/,
    );
  });

  it('tells nothing about flags that do not decide about memory', () =>
    expect(hoverOn('--output_dir')).not.toContain('Memory'));

  it('of the command tells the parts and the fullest stage', () => {
    const hover = hoverOn('megatron sft');
    expect(hover).toMatch(/Memory of the fullest GPU: about \d+ of 80 GiB in `nvidia-smi` \(\d+ to \d+\)/);
    expect(hover).toMatch(/weights [\d.]+, gradients [\d.]+, optimizer [\d.]+, activations [\d.]+, logits [\d.]+/);
  });
});

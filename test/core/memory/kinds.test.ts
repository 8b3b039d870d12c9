import { describe, expect, it } from 'vitest';
import { estimateMemory } from '../../../server/src/core/memory/estimate';
import { fullestOf } from '../../../server/src/core/memory/fit';
import { listLimits } from '../../../server/src/core/memory/listLimits';
import type { MemoryEstimate, StageMemory } from '../../../server/src/core/memory/memoryEstimate';
import { SMALL_DENSE, SMALL_EXPERTS } from '../../support/modelConfigs';
import { readShell, service } from '../../support/service';

/** A Qwen3-VL tower of 27 layers, with three further mergers. */
const VISION = {
  depth: 27,
  hidden_size: 1152,
  intermediate_size: 4304,
  out_hidden_size: 2048,
  deepstack_visual_indexes: [8, 16, 24],
};

interface Run {
  flags?: string;
  command?: string;
  release?: string;
  gpus?: number;
  model?: object;
}

function estimate({
  flags = '',
  command = 'sft',
  release = '4.5.2',
  gpus = 8,
  model = SMALL_DENSE,
}: Run): MemoryEstimate {
  const text = `# preflight: ms-swift=${release} world-size=${gpus}\nmegatron ${command} --packing true --max_length 8192 ${flags}\n`;
  const document = readShell(text, { modelConfig: model });
  const [config] = document.reading.configs;
  const answer = config && estimateMemory(service.getFacts(document, config));
  if (!answer || 'unknown' in answer) throw new Error(answer?.unknown.join('; '));
  return answer.memory;
}

const fullest = (run: Run): StageMemory => fullestOf(estimate(run));
const partsOf = (run: Run): StageMemory['parts'] => fullest(run).parts;

describe('the estimate', () => {
  it('keeps four bytes of gradient for two bytes of weight, on every data-parallel rank', () => {
    const { weights, gradients } = partsOf({});
    expect(gradients).toBeCloseTo(2 * weights, 6);
    expect(partsOf({ gpus: 32 }).gradients).toBeCloseTo(gradients, 6);
  });

  it('keeps gradients in the type of the weights in ms-swift 4.0 to 4.3.1, which passes no other type on', () => {
    const ratioIn = (release: string, flags = ''): number => {
      const { weights, gradients } = partsOf({ release, flags });
      return gradients / weights;
    };
    expect(ratioIn('4.3.1')).toBeCloseTo(1, 6);
    expect(ratioIn('4.2.3', '--accumulate_allreduce_grads_in_fp32 true')).toBeCloseTo(1, 6);
    expect(ratioIn('4.3.2')).toBeCloseTo(2, 6);
    expect(ratioIn('3.12.6', '--load l')).toBeCloseTo(2, 6);
  });

  it('shares the twelve bytes of the optimizer among the data-parallel ranks', () => {
    const { weights, optimizer } = partsOf({});
    expect(optimizer).toBeCloseTo((6 * weights) / 8, 6);
    expect(partsOf({ flags: '--use_distributed_optimizer false' }).optimizer).toBeCloseTo(6 * weights, 6);
    expect(partsOf({ flags: '--optimizer_cpu_offload true --use_precision_aware_optimizer true' }).optimizer).toBe(0);
  });

  it('shares the optimizer of experts among fewer ranks', () => {
    const optimizerOf = (flags: string): number => partsOf({ model: SMALL_EXPERTS, flags }).optimizer;
    expect(optimizerOf('--expert_model_parallel_size 8')).toBeCloseTo(optimizerOf(''), 1);
    expect(partsOf({ model: SMALL_EXPERTS, flags: '--expert_model_parallel_size 8' }).weights).toBeLessThan(
      partsOf({ model: SMALL_EXPERTS }).weights / 3,
    );
  });

  it('takes the loss of each release', () => {
    const logitsOf = (release: string, flags = ''): number => partsOf({ release, flags }).logits;
    const word = 8192 * 151936;
    const bytesOf = (gib: number): number => Math.round((gib * 2 ** 30) / word);
    expect([logitsOf('3.8.1'), logitsOf('4.5.2')].map(bytesOf)).toEqual([6, 10]);
    expect(logitsOf('4.5.2', '--cross_entropy_fusion_impl te')).toBeLessThan(logitsOf('3.8.1') / 2);
  });

  it('splits the experts over the tensor-parallel ranks by default up to 3.8 only', () => {
    const flags = '--tensor_model_parallel_size 2 --sequence_parallel true';
    const [old, later] = ['3.8.1', '3.9.0'].map((release) => partsOf({ model: SMALL_EXPERTS, release, flags }).weights);
    expect(old).toBeLessThan((later ?? 0) * 0.6);
  });

  it('adds a reference model for dpo, and none for an adapter', () => {
    const { weights, reference } = partsOf({ command: 'rlhf', flags: '--rlhf_type dpo' });
    expect(reference).toBeCloseTo(weights, 6);
    expect(partsOf({ command: 'rlhf', flags: '--rlhf_type dpo --tuner_type lora' }).reference).toBe(0);
  });

  it('counts two sequences for each preference', () => {
    const flags = '--recompute_granularity full --recompute_method uniform --recompute_num_layers 1';
    const dpo = partsOf({ command: 'rlhf', flags: `--rlhf_type dpo ${flags}` });
    expect(dpo.logits / partsOf({ flags }).logits).toBeCloseTo(2, 1);
  });

  it('has no logits for classification', () =>
    expect(partsOf({ flags: '--task_type seq_cls --num_labels 2' }).logits).toBe(0));

  it('adds the weights of a teacher', () => {
    const flags = '--rlhf_type gkd --teacher_model Qwen/Qwen3-8B --beta 0.5';
    const { reference } = partsOf({ command: 'rlhf', flags });
    expect(reference).toBeCloseTo((2 * 8.19e9) / 2 ** 30, 0);
    expect(partsOf({ command: 'rlhf', flags: `${flags} --offload_teacher_model true` }).reference).toBe(0);
  });

  it('trains nothing of a frozen language model', () => {
    const { gradients, optimizer } = partsOf({ flags: '--freeze_llm true' });
    expect([gradients, optimizer]).toEqual([0, 0]);
  });

  it('puts the vision tower on the first stage, undivided', () => {
    const model = { ...SMALL_DENSE, vision_config: VISION };
    const flags = '--pipeline_model_parallel_size 2 --tensor_model_parallel_size 2';
    const [first, last] = [estimate({ flags, model }), estimate({ flags })].map(({ stages }) => stages);
    const towers = (first?.[0]?.parts.weights ?? 0) - (last?.[0]?.parts.weights ?? 0);
    expect(towers).toBeGreaterThan(0.8);
    expect(towers).toBeLessThan(1.2);
    expect(first?.[1]?.parts.weights).toBe(last?.[1]?.parts.weights);
  });

  it('keeps the most micro-batches on the first stage, and the logits on the last', () => {
    const { stages } = estimate({ flags: '--pipeline_model_parallel_size 4 --tensor_model_parallel_size 2' });
    const activations = stages.map(({ parts }) => parts.activations);
    expect(activations).toEqual(activations.toSorted((a, b) => b - a));
    expect(stages.map(({ parts }) => parts.logits > 0)).toEqual([false, false, false, true]);
  });

  it('reads the layers of each stage from a layout', () => {
    const flags = '--pipeline_model_parallel_size 2 --pipeline_model_parallel_layout "Et*12|t*4L"';
    const { stages } = estimate({ flags });
    const uneven = estimate({ flags: '--pipeline_model_parallel_size 2 --decoder_last_pipeline_num_layers 4' }).stages;
    expect(stages.map(({ allocated }) => allocated)).toEqual(uneven.map(({ allocated }) => allocated));
  });

  it('says that without packing the run needs at most that much', () => {
    const memory = estimate({ flags: '--packing false' });
    expect([memory.isUpperBound, estimate({}).isUpperBound]).toEqual([true, false]);
    expect(memory.low).toBeLessThan(fullestOf(memory).used / 2);
  });

  it('says that a model with images needs at least that much, since their activations are not counted', () => {
    const model = { ...SMALL_DENSE, vision_config: VISION };
    expect(estimate({ model }).bound).toBe('at least');
    expect(estimate({ model }).low).toBe(fullest({ model }).used);
    expect(estimate({ model, flags: '--packing false' }).bound).toBe('about');
    expect([estimate({}).bound, estimate({ flags: '--packing false' }).bound]).toEqual(['about', 'at most']);
  });

  it('warns of gaps between blocks unless segments can grow', () => {
    const notesWith = (variable: string) => {
      const text = `# preflight: ms-swift=4.5.2 world-size=8\n${variable}megatron sft --packing true --max_length 8192\n`;
      const document = readShell(text, { modelConfig: SMALL_DENSE });
      const [config] = document.reading.configs;
      return config && listLimits(service.getFacts(document, config)).join();
    };
    expect(notesWith('')).toContain('gaps between blocks can double what the log shows');
    expect(notesWith('PYTORCH_CUDA_ALLOC_CONF=max_split_size_mb:512 ')).toContain('gaps between blocks');
    expect(notesWith("export PYTORCH_CUDA_ALLOC_CONF='expandable_segments:True'\n")).toBe('');
  });

  it('is less certain of experts, adapters, stages and images', () => {
    const spread = (run: Run): number => estimate(run).high / fullest(run).used - 1;
    const certain = spread({});
    expect(certain).toBeCloseTo(0.03, 6);
    const others = [
      { model: SMALL_EXPERTS },
      { flags: '--tuner_type lora' },
      { flags: '--pipeline_model_parallel_size 2' },
      { model: { ...SMALL_DENSE, vision_config: VISION } },
      { release: '3.12.6' },
    ];
    for (const run of others) expect(spread(run)).toBeGreaterThan(2 * certain);
  });
});

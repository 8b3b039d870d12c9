import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateShape } from '../../../server/src/core/memory/estimateShape';
import type { MemoryEstimate, MemoryParts } from '../../../server/src/core/memory/memoryEstimate';
import { readShape } from '../../../server/src/core/memory/readShape';
import type { RunShape } from '../../../server/src/core/memory/runShape';
import { SMALL_DENSE, SMALL_EXPERTS } from '../../support/modelConfigs';
import { readShell, service } from '../../support/service';

const DENSE = { ...SMALL_DENSE, tie_word_embeddings: false };
const EXPERTS = { ...SMALL_EXPERTS, tie_word_embeddings: false };

interface Run {
  tensor: number;
  pipeline: number;
  data: number;
  microBatch: number;
  length: number;
  recompute: string;
  tuner: string;
  model: object;
}

const RUN = fc.record<Run>({
  tensor: fc.constantFrom(1, 2, 4),
  pipeline: fc.constantFrom(1, 2, 4),
  data: fc.constantFrom(1, 2, 4),
  microBatch: fc.constantFrom(1, 2, 4),
  length: fc.integer({ min: 128, max: 65536 }),
  recompute: fc.constantFrom(
    '--recompute_granularity selective',
    '--recompute_granularity none',
    '--recompute_granularity selective --recompute_modules core_attn mlp moe',
    '--recompute_granularity full --recompute_method uniform --recompute_num_layers 2',
    '--recompute_granularity full --recompute_method block --recompute_num_layers 2',
  ),
  tuner: fc.constantFrom('full', 'lora'),
  model: fc.constantFrom(DENSE, EXPERTS),
});

function shapeOf({ tensor, pipeline, data, microBatch, length, recompute, tuner, model }: Run): RunShape {
  const text = `# preflight: ms-swift=4.5.2 world-size=${tensor * pipeline * data}
megatron sft --packing true --max_length ${length} --micro_batch_size ${microBatch} --tensor_model_parallel_size ${tensor} \\
  --sequence_parallel true --pipeline_model_parallel_size ${pipeline} --tuner_type ${tuner} ${recompute} \\
  --global_batch_size ${microBatch * data * 8}\n`;
  const document = readShell(text, { modelConfig: model });
  const [config] = document.reading.configs;
  const answer = config && readShape(service.getFacts(document, config));
  if (!answer || 'unknown' in answer) throw new Error(`unknown: ${answer?.unknown.join('; ')}`);
  return answer.shape;
}

function estimate(shape: RunShape): MemoryEstimate {
  const memory = estimateShape(shape);
  if (!memory) throw new Error('no stages');
  return memory;
}

const largest = (memory: MemoryEstimate, part: keyof MemoryParts): number =>
  Math.max(...memory.stages.map(({ parts }) => parts[part]));
const usedOf = (memory: MemoryEstimate): number => memory.stages[memory.fullest]?.used ?? 0;

describe('the estimate of any run', () => {
  it('allocates the sum of its parts, reserves more and uses more than that', () => {
    fc.assert(
      fc.property(RUN, (run) => {
        for (const { parts, allocated, reserved, used } of estimate(shapeOf(run)).stages) {
          const sum = Object.values(parts).reduce((total, part) => total + part, 0);
          expect(allocated).toBeCloseTo(sum, 6);
          expect(Object.values(parts).every((part) => part >= 0)).toBe(true);
          expect([reserved > allocated, used > reserved]).toEqual([true, true]);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('names the stage that uses most, and a range around it', () => {
    fc.assert(
      fc.property(RUN, (run) => {
        const memory = estimate(shapeOf(run));
        expect(usedOf(memory)).toBe(Math.max(...memory.stages.map(({ used }) => used)));
        expect([memory.low <= usedOf(memory), memory.high >= usedOf(memory)]).toEqual([true, true]);
      }),
      { numRuns: 100 },
    );
  });

  it('never needs more optimizer memory with more data-parallel ranks', () => {
    fc.assert(
      fc.property(RUN, (run) => {
        const more = estimate(shapeOf({ ...run, data: run.data * 2 }));
        expect(largest(more, 'optimizer')).toBeLessThanOrEqual(largest(estimate(shapeOf(run)), 'optimizer'));
      }),
      { numRuns: 100 },
    );
  });

  it('never needs less memory for longer samples', () => {
    fc.assert(
      fc.property(RUN, fc.integer({ min: 1, max: 65536 }), (run, longer) => {
        const long = usedOf(estimate(shapeOf({ ...run, length: run.length + longer })));
        expect(long).toBeGreaterThanOrEqual(usedOf(estimate(shapeOf(run))));
      }),
      { numRuns: 100 },
    );
  });

  it('holds all layers of the model on its stages together', () => {
    fc.assert(
      fc.property(RUN, (run) => {
        const split = estimate(shapeOf({ ...run, tuner: 'full' })).stages.reduce(
          (sum, { parts }) => sum + parts.weights,
          0,
        );
        const whole = estimate(shapeOf({ ...run, tuner: 'full', pipeline: 1 })).stages[0]?.parts.weights ?? 0;
        expect(split).toBeCloseTo(whole, 6);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps less if all layers are computed again', () => {
    fc.assert(
      fc.property(RUN, (run) => {
        const shape = shapeOf({ ...run, tuner: 'full', recompute: '--recompute_granularity none' });
        const full = { ...shape.recompute, granularity: 'full' as const, isBlock: false, layers: 1 };
        const recomputed = estimate({ ...shape, recompute: full });
        expect(largest(recomputed, 'activations')).toBeLessThan(largest(estimate(shape), 'activations'));
      }),
      { numRuns: 100 },
    );
  });
});

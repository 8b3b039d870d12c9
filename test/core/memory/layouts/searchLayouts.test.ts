import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateShape } from '../../../../server/src/core/memory/estimateShape';
import { applyCandidate, type SearchLimits } from '../../../../server/src/core/memory/layouts/candidate';
import { createRecomputes } from '../../../../server/src/core/memory/layouts/listRecomputes';
import { listSizes } from '../../../../server/src/core/memory/layouts/listSizes';
import { createLowerBound } from '../../../../server/src/core/memory/layouts/lowerBound';
import { searchLayouts } from '../../../../server/src/core/memory/layouts/searchLayouts';
import { costOf, slowdownOf, slowdownOfSizes, sumSlowdown } from '../../../../server/src/core/memory/layouts/slowdown';
import { countWork } from '../../../../server/src/core/memory/layouts/work';
import { readShape } from '../../../../server/src/core/memory/readShape';
import type { RunShape } from '../../../../server/src/core/memory/runShape';
import { readShell, service } from '../../../support/service';

const MODELS = ['Qwen/Qwen3-0.6B', 'Qwen/Qwen3-8B', 'Qwen/Qwen3-32B', 'Qwen/Qwen3-30B-A3B', 'Qwen/Qwen3-235B-A22B'];
const LIMITS: SearchLimits = { gpusPerNode: 8, maxGib: 75, canKeepAll: true, canInterleave: true };

function shapeOf(model: string, nodes: number, more = ''): RunShape {
  const text = `# preflight: ms-swift=4.5.2\nNNODES=${nodes} NPROC_PER_NODE=8 megatron sft --model ${model} --micro_batch_size 1 --global_batch_size 128 --packing true --max_length 8192 ${more}\n`;
  const document = readShell(text, {});
  const [config] = document.reading.configs;
  const answer = config && readShape(service.getFacts(document, config));
  if (!answer || 'unknown' in answer) throw new Error(`The shape is unknown: ${JSON.stringify(answer)}`);
  return answer.shape;
}

/** All layouts of a run, by exhaustion. */
function listAll(base: RunShape, limits: SearchLimits) {
  const recomputesOf = createRecomputes(base, limits);
  return listSizes(base, limits).flatMap((sizes) =>
    [1, 2, 4].flatMap((microBatch) => recomputesOf(sizes).map((recompute) => ({ ...sizes, microBatch, recompute }))),
  );
}

describe('searchLayouts', () => {
  it('returns layouts that fit, in the order of what slows them down', () => {
    for (const model of MODELS) {
      const { layouts } = searchLayouts(shapeOf(model, 4), LIMITS);
      const costs = layouts.map(({ slowdown }) => sumSlowdown(slowdown));
      expect(costs).toEqual(costs.toSorted((a, b) => a - b));
      for (const { memory } of layouts) expect(memory.stages[memory.fullest]?.used).toBeLessThanOrEqual(LIMITS.maxGib);
    }
  });

  it('ranks thousands of combinations', () => {
    expect(searchLayouts(shapeOf('Qwen/Qwen3-235B-A22B', 16), LIMITS).considered).toBeGreaterThan(5000);
  });

  it('finds the fastest layout of all that fit', () => {
    const base = shapeOf('Qwen/Qwen3-8B', 1);
    const work = countWork(base);
    const fitting = listAll(base, LIMITS).filter(({ microBatch, parallel }) => {
      const data = parallel.worldSize / (parallel.tensor * parallel.pipeline * parallel.context);
      const microBatches = base.batch.globalBatch / (data * microBatch);
      return Number.isInteger(microBatches) && (parallel.virtual === 1 || microBatches % parallel.pipeline === 0);
    });
    const costs = fitting.flatMap((candidate) => {
      const memory = estimateShape(applyCandidate(base, candidate));
      if (!memory || (memory.stages[memory.fullest]?.used ?? 0) > LIMITS.maxGib) return [];
      return [costOf(base, work, candidate, sumSlowdown(slowdownOfSizes(base, work, candidate, LIMITS)))];
    });
    const [best] = searchLayouts(base, LIMITS).layouts;
    expect(best && sumSlowdown(best.slowdown)).toBeCloseTo(Math.min(...costs), 9);
  });

  it('recomputes nothing where a layout without it fits, and keeps tensor parallelism within a node', () => {
    const { layouts } = searchLayouts(shapeOf('Qwen/Qwen3-8B', 2), { ...LIMITS, maxGib: 130 });
    expect(layouts[0]?.recompute.granularity).toBe('none');
    for (const { parallel } of layouts) expect(parallel.tensor).toBeLessThanOrEqual(8);
  });

  it('names the layout with the least memory where none fits', () => {
    const { layouts, smallest } = searchLayouts(shapeOf('Qwen/Qwen3-235B-A22B', 1), LIMITS);
    expect(layouts).toEqual([]);
    expect(smallest?.memory.stages[smallest.memory.fullest]?.used).toBeGreaterThan(LIMITS.maxGib);
  });

  it('returns nothing for a global batch that no layout divides', () => {
    const base = shapeOf('Qwen/Qwen3-8B', 1);
    const odd = { ...base, parallel: { ...base.parallel, worldSize: 7 }, batch: { ...base.batch, globalBatch: 5 } };
    for (const { parallel } of searchLayouts(odd, LIMITS).layouts)
      expect(5 % (7 / parallel.context / parallel.pipeline)).toBe(0);
  });
});

describe('the lower bound of a layout', () => {
  it('never exceeds its estimate', { timeout: 60_000 }, () => {
    const bases = [...MODELS.map((model) => shapeOf(model, 4)), shapeOf('Qwen/Qwen3-8B', 2, '--tuner_type lora')];
    const lists = bases.map((base) => listAll(base, LIMITS));
    fc.assert(
      fc.property(fc.nat(bases.length - 1), fc.nat(), (which, index) => {
        const [base, list] = [bases[which], lists[which]];
        const candidate = list?.[index % list.length];
        if (!base || !candidate) throw new Error('There is no layout.');
        const memory = estimateShape(applyCandidate(base, candidate));
        if (memory) {
          const used = memory.stages[memory.fullest]?.used ?? 0;
          expect(createLowerBound(base, candidate)(candidate)).toBeLessThanOrEqual(used + 1e-6);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the cost of a layout', () => {
  it('is the sum of its slowdown', () => {
    const base = shapeOf('Qwen/Qwen3-30B-A3B', 2);
    const work = countWork(base);
    for (const candidate of listAll(base, LIMITS).slice(0, 2000)) {
      const ofSizes = slowdownOfSizes(base, work, candidate, LIMITS);
      const slowdown = slowdownOf(base, work, candidate, ofSizes);
      expect(costOf(base, work, candidate, sumSlowdown(ofSizes))).toBeCloseTo(sumSlowdown(slowdown), 12);
      for (const [name, value] of Object.entries(slowdown)) expect(value, name).toBeGreaterThan(-1e-9);
    }
  });

  it('counts a third more compute for the recomputation of all layers, and half with adapters', () => {
    const shareOf = (base: RunShape): number => {
      const recompute = createRecomputes(base, LIMITS)(base).findLast(({ granularity }) => granularity === 'full');
      if (!recompute) throw new Error('There is no full recomputation.');
      const candidate = { parallel: base.parallel, split: base.split, microBatch: 1, recompute };
      const work = countWork({ ...base, loss: { ...base.loss, hasLogits: false } });
      return slowdownOf(base, work, candidate, slowdownOfSizes(base, work, candidate, LIMITS)).recompute;
    };
    expect(shareOf(shapeOf('Qwen/Qwen3-8B', 1))).toBeCloseTo(1 / 3);
    expect(shareOf(shapeOf('Qwen/Qwen3-8B', 1, '--tuner_type lora'))).toBeCloseTo(1 / 2);
  });
});

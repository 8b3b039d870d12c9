import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  GROUP_KINDS,
  type GroupKind,
  type GroupSizes,
  placeOfGpu,
  sizeOfGroups,
} from '../../../../server/src/core/features/memoryPicture/gpuGroups';

const DENSE = { context: 1, expert: 1, expertTensor: 1 };

function groupsOf(sizes: GroupSizes, kind: GroupKind): number[][] {
  const groups = new Map<number, number[]>();
  for (let gpu = 0; gpu < sizes.worldSize; gpu++) {
    const number = placeOfGpu(sizes, gpu).groups[kind];
    groups.set(number, [...(groups.get(number) ?? []), gpu]);
  }
  return [...groups.values()].toSorted(([a = 0], [b = 0]) => a - b);
}

/** Numbers the GPUs by nested loops, the first size innermost, and groups those that differ in one index only. */
function listGroups(sizes: readonly number[], varied: number): number[][] {
  let indices: number[][] = [[]];
  for (const size of sizes.toReversed())
    indices = indices.flatMap((outer) => Array.from({ length: size }, (_, index) => [index, ...outer]));
  const groups = new Map<string, number[]>();
  for (const [gpu, own] of indices.entries()) {
    const key = own.filter((_, position) => position !== varied).join();
    groups.set(key, [...(groups.get(key) ?? []), gpu]);
  }
  return [...groups.values()].toSorted(([a = 0], [b = 0]) => a - b);
}

describe('the groups of GPUs', () => {
  it('are those that Megatron documents for 16 GPUs with TP 2 and PP 4', () => {
    const sizes = { ...DENSE, worldSize: 16, tensor: 2, pipeline: 4 };
    expect(groupsOf(sizes, 'tensor').slice(0, 3)).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    expect(groupsOf(sizes, 'pipeline')).toEqual([
      [0, 4, 8, 12],
      [1, 5, 9, 13],
      [2, 6, 10, 14],
      [3, 7, 11, 15],
    ]);
    expect(groupsOf(sizes, 'data').slice(0, 3)).toEqual([
      [0, 2],
      [1, 3],
      [4, 6],
    ]);
  });

  it('vary one rank only, in the order in which Megatron numbers the GPUs', () => {
    const size = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(size, size, size, size, fc.boolean(), (tensor, context, data, pipeline, hasPipelineFirst) => {
        const worldSize = tensor * context * data * pipeline;
        const sizes = { ...DENSE, worldSize, tensor, context, pipeline, hasPipelineFirst };
        const order = hasPipelineFirst
          ? ([tensor, context, pipeline, data] as const)
          : ([tensor, context, data, pipeline] as const);
        expect(groupsOf(sizes, 'tensor')).toEqual(listGroups(order, 0));
        expect(groupsOf(sizes, 'context')).toEqual(listGroups(order, 1));
        expect(groupsOf(sizes, 'data')).toEqual(listGroups(order, hasPipelineFirst ? 3 : 2));
        expect(groupsOf(sizes, 'pipeline')).toEqual(listGroups(order, hasPipelineFirst ? 2 : 3));
      }),
    );
  });

  it('divide the experts among the GPUs of one stage', () => {
    const size = fc.constantFrom(1, 2, 4);
    fc.assert(
      fc.property(size, size, size, size, size, (tensor, expertTensor, expert, copies, pipeline) => {
        const gpus = expertTensor * expert * copies;
        fc.pre(gpus % tensor === 0);
        const sizes = { worldSize: gpus * pipeline, tensor, pipeline, context: 1, expert, expertTensor };
        expect(groupsOf(sizes, 'expert')).toEqual(listGroups([expertTensor, expert, copies, pipeline], 1));
      }),
    );
  });

  it('have the size of their kind, and contain every GPU', () => {
    const sizes = { worldSize: 96, tensor: 2, pipeline: 3, context: 2, expert: 8, expertTensor: 1 };
    for (const kind of GROUP_KINDS) {
      const groups = groupsOf(sizes, kind);
      expect(groups.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 96 }, (_, gpu) => gpu));
      expect(new Set(groups.map(({ length }) => length))).toEqual(new Set([sizeOfGroups(sizes, kind)]));
    }
  });
});

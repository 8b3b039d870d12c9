import { describe, expect, it } from 'vitest';
import { memoryOfGpuType } from '../../../server/src/core/catalog/gpuTypes';

describe('memoryOfGpuType', () => {
  it.each<[name: string, gib: number]>([
    ['h100', 79.1],
    ['NVIDIA-H100-80GB-HBM3', 79.1],
    ['a100-sxm4-80gb', 79.1],
    ['a100_40g', 39.4],
    ['H20-3e', 139.7],
    ['h20', 95.1],
    ['l40s', 44.4],
    ['l4', 22],
    ['rtx4090', 23.6],
    ['geforce-rtx-4090', 23.6],
  ])('knows that CUDA can use the memory of %s', (name, gib) => expect(memoryOfGpuType(name)).toBe(gib));

  it.each(['a100', 'v100', 'gpu', '8', '', 'a100_1g.10gb', 'mi300x'])('knows nothing about %s', (name) =>
    expect(memoryOfGpuType(name)).toBeUndefined(),
  );
});

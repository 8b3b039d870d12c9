/**
 * GiB that CUDA can use on each type of GPU, as `torch.cuda.mem_get_info` reports it: less than the size in the name of
 * the product. The first row applies whose words are all part of a name.
 */
const GPU_TYPES: readonly (readonly [words: string, gib: number])[] = [
  ['b300', 267.7],
  ['b200', 178.3],
  ['gh200 144', 140.0],
  ['gh200', 94.5],
  ['h200', 139.8],
  ['h100 nvl', 93.1],
  ['h100 94', 93.1],
  ['h100 64', 63.4],
  ['h100', 79.1],
  ['h800', 79.1],
  ['h20 141', 139.7],
  ['h20 3e', 139.7],
  ['h20', 95.1],
  ['a100 40', 39.4],
  ['a100 64', 63.4],
  ['a100 80', 79.1],
  ['a800 40', 39.4],
  ['a800', 79.1],
  ['l40', 44.4],
  ['l20', 44.5],
  ['a40', 44.4],
  ['a6000', 47.4],
  ['6000 ada', 47.4],
  ['5880', 47.4],
  ['pro 6000', 95.0],
  ['5090', 31.4],
  ['4090 48', 47.4],
  ['4090', 23.6],
  ['3090', 23.7],
  ['a30', 23.5],
  ['a10g', 22.0],
  ['a10', 22.0],
  ['l4', 22.0],
  ['v100 32', 31.7],
  ['v100 16', 15.8],
  ['t4', 14.6],
];

/** A slice of a GPU, such as `1g` in `a100_1g.10gb`. */
const SLICE = /^[1-7]g$/;

/** Returns the usable GiB of a type such as `h100` or `NVIDIA-H100-80GB-HBM3`; undefined for types with several sizes. */
export function memoryOfGpuType(name: string): number | undefined {
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  if (words.some((word) => SLICE.test(word))) return undefined;
  const parts = new Set(
    words.flatMap((word) => [word, word.replace(/^(\d+)gb?$|^rtx(\d+)$|^(l40|a100|v100)[sx]$/, '$1$2$3')]),
  );
  return GPU_TYPES.find(([type]) => type.split(' ').every((word) => parts.has(word)))?.[1];
}

import type { MemoryEstimate, MemoryParts, StageMemory } from '../../memory/memoryEstimate';

/** The parts of the memory that nvidia-smi shows: those of the estimate, and what PyTorch and CUDA add. */
export type PartName = keyof MemoryParts | 'allocator' | 'outside';

/** The letter and the name of each part, in the order in which they are drawn. */
export const PART_LABELS: Readonly<Record<PartName, readonly [letter: string, name: string]>> = {
  weights: ['W', 'weights'],
  reference: ['M', 'reference'],
  gradients: ['G', 'gradients'],
  optimizer: ['O', 'optimizer'],
  activations: ['A', 'activations'],
  recompute: ['R', 'recomputed'],
  logits: ['L', 'logits'],
  buffers: ['B', 'buffers'],
  allocator: ['F', 'allocator'],
  outside: ['C', 'CUDA'],
};

export const PART_NAMES = Object.keys(PART_LABELS) as PartName[];

/** Stages that need the same memory. */
export interface MemoryRow {
  /** Numbers of the stages, in order. */
  stages: readonly number[];
  parts: Readonly<Record<PartName, number>>;
  allocated: number;
  reserved: number;
  used: number;
}

/** Limit of rows. Of more, the fullest ones are shown. */
const MAX_ROWS = 12;

/** Returns the rows of an estimate in the order of their first stages, and the number of stages that are left out. */
export function listMemoryRows({ stages }: MemoryEstimate): { rows: MemoryRow[]; omitted: number } {
  const rows = new Map<string, { stages: number[] } & MemoryRow>();
  for (const [index, stage] of stages.entries()) {
    const row = rowOf(stage, index);
    const key = PART_NAMES.map((name) => row.parts[name].toFixed(1)).join();
    const equal = rows.get(key);
    if (equal) equal.stages.push(index);
    else rows.set(key, { ...row, stages: [index] });
  }
  const fullestFirst = [...rows.values()].toSorted((a, b) => b.used - a.used);
  const shown = new Set(fullestFirst.slice(0, MAX_ROWS));
  return {
    rows: [...rows.values()].filter((row) => shown.has(row)),
    omitted: fullestFirst.slice(MAX_ROWS).reduce((sum, row) => sum + row.stages.length, 0),
  };
}

const rowOf = ({ parts, allocated, reserved, used }: StageMemory, index: number): MemoryRow => ({
  stages: [index],
  parts: { ...parts, allocator: reserved - allocated, outside: used - reserved },
  allocated,
  reserved,
  used,
});

/** Names the GPUs of stages, whose numbers count from 1: `Every GPU`, `Stage 1`, `Stages 2–6, 8`. */
export function nameStages(stages: readonly number[], { stages: all }: MemoryEstimate): string {
  if (all.length === 1) return 'Every GPU';
  return `Stage${stages.length > 1 ? 's' : ''} ${formatNumbers(stages.map((stage) => stage + 1))}`;
}

/** Limit of ranges that are listed. */
const MAX_RANGES = 4;

/** Formats numbers in ascending order: `0`, `1–6, 8`. */
export function formatNumbers(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  const texts = ranges.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`));
  return texts.length <= MAX_RANGES ? texts.join(', ') : `${texts.slice(0, MAX_RANGES).join(', ')}, …`;
}

export const formatTenths = (gib: number): string => gib.toFixed(1);

import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { estimateRun, readRuns } from '../../support/memoryRuns';
import { service } from '../../support/service';

/** Runs of ms-swift 4.5.2 on H200 GPUs with random weights, and the peaks that PyTorch reported. */
const RUNS = readRuns(resolve(import.meta.dirname, '../../data/memory-runs.jsonl'));

describe.each(RUNS.map((run) => [run.id, run] as const))('the estimate for the measured run %s', (_, run) => {
  const answer = estimateRun(service, run);
  const stages = 'memory' in answer ? answer.memory.stages : [];
  const errorOf = (quantity: 'allocated' | 'reserved', truth: number): number =>
    Math.abs(Math.max(...stages.map((stage) => stage[quantity])) / truth - 1);

  it('is within 2 % of the allocated memory', () =>
    expect(errorOf('allocated', run.allocated_gib ?? 0)).toBeLessThan(0.02));

  it('is within 6 % of the reserved memory', () => expect(errorOf('reserved', run.stated_gib)).toBeLessThan(0.06));
});

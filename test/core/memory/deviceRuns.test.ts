import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DeviceRun, type PeakMemory, readDeviceRuns, toMemoryRun } from '../../support/deviceRuns';
import { estimateRun } from '../../support/memoryRuns';
import { service } from '../../support/service';

const data = readDeviceRuns();
const page = readFileSync(resolve(import.meta.dirname, '../../../docs/memory.md'), 'utf8');

/** Returns the largest quantity of any stage, in GiB. */
function estimatePeak(run: DeviceRun, quantity: keyof PeakMemory): number {
  const answer = estimateRun(service, toMemoryRun(data, run));
  return 'memory' in answer ? Math.max(...answer.memory.stages.map((stage) => stage[quantity])) : Number.NaN;
}

const errorOf = (run: DeviceRun, quantity: keyof PeakMemory): number =>
  Math.abs(estimatePeak(run, quantity) / run.measured[quantity] - 1);

const LIMITS = { allocated: 0.02, reserved: 0.06 };

const isWithin = (run: DeviceRun, quantity: keyof PeakMemory): boolean => errorOf(run, quantity) <= LIMITS[quantity];

describe('the estimate of memory for the runs on H200 GPUs', () => {
  it.each(data.runs)('is close to the measured memory of $name, or the cause is named', (run) => {
    expect(isWithin(run, 'allocated') && isWithin(run, 'reserved')).toBe(run.cause === undefined);
  });

  it('is within 2 % of the allocated memory for 90 % of the runs', () => {
    const close = data.runs.filter((run) => isWithin(run, 'allocated'));
    expect(close.length / data.runs.length).toBeGreaterThanOrEqual(0.9);
  });

  it('is within 6 % of the reserved memory for 90 % of the runs with expandable segments', () => {
    const runs = data.runs.filter(({ allocator }) => allocator === undefined);
    expect(runs.filter((run) => isWithin(run, 'reserved')).length / runs.length).toBeGreaterThanOrEqual(0.9);
  });
});

describe('the table of the runs on H200 GPUs in docs/memory.md', () => {
  it.each(data.runs)('states what was predicted and measured for $name', ({ name, gpus, predicted, measured }) => {
    const numbers = [predicted.allocated, measured.allocated, predicted.reserved, measured.reserved];
    const cells = [`\`${name}\``, String(gpus), ...numbers.map((each) => each.toFixed(2)), measured.used.toFixed(1)];
    expect(page).toContain(`| ${cells.join(' | ')} |`);
  });
});

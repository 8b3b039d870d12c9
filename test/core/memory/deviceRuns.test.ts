import { describe, expect, it } from 'vitest';
import { readDeviceRuns, toMemoryRun } from '../../support/deviceRuns';
import { estimateRun } from '../../support/memoryRuns';
import { service } from '../../support/service';

const data = readDeviceRuns();

describe('the estimate of memory for the runs on H200 GPUs', () => {
  it.each(data.runs)('knows every number of $name', (run) => {
    expect(estimateRun(service, toMemoryRun(data, run))).toHaveProperty('memory');
  });
});

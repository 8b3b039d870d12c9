import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { MemoryRun } from './memoryRuns';

/** GiB of the fullest GPU. */
export interface PeakMemory {
  allocated: number;
  reserved: number;
}

/** A run on H200 GPUs whose memory was predicted before it was measured. */
export interface DeviceRun {
  name: string;
  /** The name of its model numbers. */
  model: string;
  layers: number;
  gpus: number;
  command: 'sft' | 'rlhf';
  flags: string;
  /** The release of peft, for runs with LoRA: from 0.19 on the adapters are made without their dropout. */
  peft?: string;
  /** The estimate of the commit before the runs. */
  predicted: PeakMemory;
}

interface DeviceRuns {
  release: string;
  models: Record<string, object>;
  runs: readonly DeviceRun[];
}

export const readDeviceRuns = (): DeviceRuns =>
  JSON.parse(readFileSync(resolve(import.meta.dirname, '../data/memory-device-runs.json'), 'utf8')) as DeviceRuns;

/** Converts a run into the form in which collected runs are estimated. */
export function toMemoryRun({ release, models }: DeviceRuns, run: DeviceRun): MemoryRun {
  return {
    id: run.name,
    kind: 'measured-h200',
    argv: [run.command, ...run.flags.split(' ')],
    release: [release],
    model: run.model,
    config: { ...models[run.model], num_hidden_layers: run.layers },
    gpus: run.gpus,
    stated_gib: run.predicted.reserved,
    allocated_gib: run.predicted.allocated,
  };
}

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
  /** `plain` if the allocator ran without expandable segments. */
  allocator?: 'plain';
  /** The estimate of the commit before the run. */
  predicted: PeakMemory;
  /** Used is what the driver counts for the process. */
  measured: PeakMemory & { used: number };
  /** The reason why the estimate misses the measured memory. */
  cause?: string;
}

interface DeviceRuns {
  release: string;
  models: Record<string, object>;
  runs: readonly DeviceRun[];
}

/** Reads the runs. Those that are predicted and not measured yet are left out. */
export function readDeviceRuns(): DeviceRuns {
  const path = resolve(import.meta.dirname, '../data/memory-device-runs.json');
  const data = JSON.parse(readFileSync(path, 'utf8')) as DeviceRuns;
  return { ...data, runs: data.runs.filter((run) => 'measured' in run) };
}

/** Converts a run into the form in which collected runs are estimated, as the program ran it. */
export function toMemoryRun({ release, models }: DeviceRuns, run: DeviceRun): MemoryRun {
  const dropout = run.peft?.startsWith('0.19') ? ['--lora_dropout', '0'] : [];
  return {
    id: run.name,
    kind: 'measured-h200',
    argv: [run.command, ...run.flags.split(' '), ...dropout],
    release: [release],
    model: run.model,
    config: { ...models[run.model], num_hidden_layers: run.layers },
    gpus: run.gpus,
    stated_gib: run.measured.reserved,
    allocated_gib: run.measured.allocated,
  };
}

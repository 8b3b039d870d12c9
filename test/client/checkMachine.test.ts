import { describe, expect, it } from 'vitest';
import { describeMachine } from '../../client/src/launch/plan/checkMachine';
import type { ProcessResult } from '../../client/src/launch/process/run';

type Answer = Partial<Pick<ProcessResult, 'ended' | 'code' | 'stdout'>>;

/** Describes a machine on which the two programs answer as given, for a run that needs some GPUs. */
const describeOn = (finder: Answer, gpus: Answer, needed = 8): Promise<string> =>
  describeMachine(
    async (argv) => ({
      argv,
      ended: 'exit',
      code: 0,
      stdout: '',
      stderr: '',
      ...(argv[1] === 'megatron' ? finder : gpus),
    }),
    { resources: { nodes: 1, gpusPerNode: needed, gpus: needed } },
  );

const GPUS = Array.from({ length: 8 }, (_, n) => `GPU ${n}: NVIDIA H100 (UUID: GPU-0${n})\n`).join('');

describe('the check of this machine', () => {
  it('names the program and the GPUs', async () => {
    expect(await describeOn({ stdout: '/venv/bin/megatron\n' }, { stdout: GPUS })).toBe(
      'megatron is /venv/bin/megatron. This machine has 8 GPUs.',
    );
  });

  it('says that the program is not on the PATH, and that there are too few GPUs', async () => {
    expect(await describeOn({ code: 1 }, { stdout: 'GPU 0: NVIDIA T4 (UUID: GPU-1)\n' })).toBe(
      'megatron is not on the PATH of VS Code: activate its environment in the terminal, or install ms-swift. This machine has 1 GPU, and the run needs 8.',
    );
  });

  it('says that the number of GPUs is unknown without nvidia-smi', async () => {
    expect(await describeOn({ stdout: '/m\n' }, { ended: 'missing', code: 127 })).toBe(
      'megatron is /m. nvidia-smi is not on the PATH, so the number of GPUs is unknown.',
    );
  });

  it('is silent about what cannot be found out', async () => {
    expect(await describeOn({ ended: 'missing' }, { ended: 'timeout' })).toBe('');
    expect(await describeOn({ ended: 'exit', code: 2 }, { code: 9 })).toBe('');
  });
});

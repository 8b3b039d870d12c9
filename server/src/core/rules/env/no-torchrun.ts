import { findVariable } from '../../config/lookup';
import { usesTorchrun } from '../../facts/launcherEnvironment';
import { flagValue } from '../../facts/values';
import { countVisibleDevices } from '../../facts/visibleDevices';
import { fixSetEnv } from '../../lint/fix';
import type { Rule } from '../../lint/rule';

/** Variables that only make sense in a text that also sets the environment of the launcher. */
const LAUNCHER_HINT_VARIABLES = [
  'CUDA_VISIBLE_DEVICES',
  'NODE_RANK',
  'MASTER_ADDR',
  'MASTER_PORT',
  'RANK',
  'WORLD_SIZE',
  'LOCAL_RANK',
];

/** Variables that a process needs if another launcher starts it. */
const RENDEZVOUS_VARIABLES = ['RANK', 'WORLD_SIZE', 'MASTER_ADDR', 'MASTER_PORT'];

export const noTorchrun: Rule = {
  id: 'env.no-torchrun',
  title: 'GPUs without a number of processes',
  severity: 'warning',
  outcome: 'risky',
  releases: '3.7+',
  why: 'Without NPROC_PER_NODE or NNODES, ms-swift starts a plain Python process, which finds no others to join. Even one GPU needs NPROC_PER_NODE=1. It may be set outside this file.',
  source:
    'swift/cli/main.py, use_torchrun; swift/megatron/argument/train_args.py:38 of 3.8.1, _init_save, init_process_group',
  bad: [
    { flags: '', env: { CUDA_VISIBLE_DEVICES: '0' } },
    { flags: '', env: { RANK: '0', WORLD_SIZE: '8' } },
  ],
  good: [
    { flags: '', env: { CUDA_VISIBLE_DEVICES: '0', NPROC_PER_NODE: '1' } },
    { flags: '', env: { RANK: '0', WORLD_SIZE: '8', LOCAL_RANK: '0', MASTER_ADDR: '10.0.0.1', MASTER_PORT: '29500' } },
    { flags: '' },
    { flags: '--use_ray true', env: { CUDA_VISIBLE_DEVICES: '0,1' }, release: '4.6.0' },
  ],
  check: (facts) => {
    const { config } = facts;
    // A script that is started directly reads other variables, and Ray starts its processes itself.
    if (config.launcher || flagValue(facts, 'use_ray') === true) return [];
    // `yaml.env-torchrun` reports variables that are set too late for torchrun.
    const isLate = config.lateVariables?.some(({ name }) => name === 'NPROC_PER_NODE' || name === 'NNODES');
    if (isLate || usesTorchrun(config) || RENDEZVOUS_VARIABLES.every((name) => findVariable(config, name))) return [];
    const hint = LAUNCHER_HINT_VARIABLES.map((name) => findVariable(config, name)).find((entry) => entry !== undefined);
    if (!hint) return [];
    const devices = countVisibleDevices(config);
    return [
      {
        message: `${hint.name} is set, but neither NPROC_PER_NODE nor NNODES is: torchrun is not used. The run fails unless one of them is set elsewhere.`,
        span: hint.fullSpan,
        flags: ['NPROC_PER_NODE', hint.name],
        fixes: [fixSetEnv('NPROC_PER_NODE', String(devices || 1))],
      },
    ];
  },
};

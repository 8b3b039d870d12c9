import { isInRange } from '../../catalog/release';
import type { Config } from '../../config/config';
import { envValueOf, findVariable } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { findGiven } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import { countVisibleDevices } from '../../facts/visibleDevices';
import { fixRemove, fixSetEnv } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** What torchrun accepts for each of its numbers, in the words of a reader. */
const NUMERIC_VARIABLES: readonly {
  name: string;
  accepts: (text: string) => boolean;
  expected: string;
  example: string;
}[] = [
  {
    name: 'NPROC_PER_NODE',
    accepts: (text) => ['gpu', 'cpu', 'auto', 'xpu'].includes(text) || (parseWholeNumber(text) ?? 0) > 0,
    expected: 'a number of GPUs above 0, or auto',
    example: '8',
  },
  { name: 'NNODES', accepts: isNodeCount, expected: 'a number of nodes above 0, or least:most', example: '1' },
  {
    name: 'NODE_RANK',
    accepts: (text) => parseWholeNumber(text) !== undefined,
    expected: 'a whole number',
    example: '0',
  },
  {
    name: 'MASTER_PORT',
    accepts: (text) => parseWholeNumber(text) !== undefined,
    expected: 'a port number',
    example: '29500',
  },
];

/** As Python's `int` reads a word. */
function parseWholeNumber(text: string): number | undefined {
  const trimmed = text.trim();
  return /^[+-]?\d+(?:_\d+)*$/.test(trimmed) ? Number(trimmed.replaceAll('_', '')) : undefined;
}

function isNodeCount(text: string): boolean {
  const [min, max, ...rest] = text.split(':').map(parseWholeNumber);
  return min !== undefined && min > 0 && rest.length === 0 && (!text.includes(':') || (max ?? 0) >= min);
}

/** torchrun is only used where one of the two is set, even to nothing. */
const usesTorchrun = (config: Config): boolean =>
  findVariable(config, 'NPROC_PER_NODE') !== undefined || findVariable(config, 'NNODES') !== undefined;

const launcherNumbers: Rule = {
  id: 'env.launcher-numbers',
  title: 'A launcher variable that torchrun cannot read',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  why: 'ms-swift hands the variables to torchrun as they are, which stops before any process starts. A variable that is set to nothing counts as given.',
  source:
    'swift/cli/main.py, get_torchrun_args; torch/distributed/run.py, parse_min_max_nnodes and determine_local_world_size',
  bad: [
    { flags: '', env: { NPROC_PER_NODE: 'two' } },
    { flags: '', env: { NPROC_PER_NODE: '0' } },
    { flags: '', env: { NPROC_PER_NODE: '8', NNODES: 'x' } },
    { flags: '', env: { NPROC_PER_NODE: '8', NNODES: '2', NODE_RANK: '' } },
    { flags: '', env: { NPROC_PER_NODE: '8', MASTER_PORT: 'abc' } },
  ],
  good: [
    { flags: '', env: { NPROC_PER_NODE: '8', NNODES: '1', NODE_RANK: '0', MASTER_PORT: '29500' } },
    { flags: '', env: { NPROC_PER_NODE: 'auto' } },
    { flags: '', script: 'NPROC_PER_NODE=$GPUS megatron sft --model m\n' },
  ],
  check: ({ config }) =>
    usesTorchrun(config)
      ? NUMERIC_VARIABLES.flatMap(({ name, accepts, expected, example }): Found[] => {
          const entry = findVariable(config, name);
          const text = envValueOf(config, name);
          if (!entry || text === undefined || accepts(text)) return [];
          const current = text === '' ? 'is empty' : `is \`${text}\``;
          return [
            {
              message: `${name} ${current}; torchrun expects ${expected}.`,
              span: entry.fullSpan,
              flags: [name],
              fixes:
                name === 'NPROC_PER_NODE'
                  ? [fixSetEnv(name, example)]
                  : [fixRemove(entry, name), fixSetEnv(name, example)],
            },
          ];
        })
      : [],
};

const visibleGpus: Rule = {
  id: 'env.visible-devices',
  title: 'More processes than visible GPUs',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  why: 'Every process of a node takes the GPU of its own number. With fewer processes than GPUs, the others stay idle.',
  source: 'swift/utils/torch_utils.py, set_device; CUDA: invalid device ordinal',
  bad: [
    { flags: '', env: { NPROC_PER_NODE: '8', CUDA_VISIBLE_DEVICES: '0,1' } },
    { flags: '', env: { NPROC_PER_NODE: '2', CUDA_VISIBLE_DEVICES: '0,1,2,3' } },
  ],
  good: [
    { flags: '', env: { NPROC_PER_NODE: '2', CUDA_VISIBLE_DEVICES: '0,1' } },
    { flags: '', env: { NPROC_PER_NODE: '2' } },
    { flags: '', env: { NPROC_PER_NODE: 'auto', CUDA_VISIBLE_DEVICES: '0,1' } },
  ],
  check: ({ config }) => {
    const entry = findVariable(config, 'NPROC_PER_NODE');
    const processes = parseWholeNumber(envValueOf(config, 'NPROC_PER_NODE') ?? '');
    const devices = countVisibleDevices(config);
    if (!entry || !processes || devices === undefined || devices === processes) return [];
    const deviceList = Array.from({ length: processes }, (_, index) => index).join(',');
    const fixes = [
      ...(devices > 0 ? [fixSetEnv('NPROC_PER_NODE', String(devices))] : []),
      fixSetEnv('CUDA_VISIBLE_DEVICES', deviceList),
    ];
    const common = { span: entry.fullSpan, flags: ['NPROC_PER_NODE', 'CUDA_VISIBLE_DEVICES'], fixes };
    if (processes > devices)
      return [
        {
          ...common,
          message: `NPROC_PER_NODE ${processes} starts more processes than CUDA_VISIBLE_DEVICES shows GPUs: ${devices}.`,
        },
      ];
    return [
      {
        ...common,
        severity: 'warning',
        outcome: 'slow',
        message: `CUDA_VISIBLE_DEVICES shows ${devices} GPUs, of which NPROC_PER_NODE ${processes} uses ${processes}; the others stay idle.`,
      },
    ];
  },
};

const nodeRank: Rule = {
  id: 'env.node-rank-range',
  title: 'A node rank that does not exist',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  why: 'Nodes are counted from 0 to NNODES - 1. torchrun waits for a node that never comes, or stops.',
  source: 'torch/distributed/elastic/rendezvous/static_tcp_rendezvous.py; torchrun --node_rank',
  bad: [{ flags: '', env: { NPROC_PER_NODE: '8', NNODES: '2', NODE_RANK: '2', MASTER_ADDR: '10.0.0.1' } }],
  good: [{ flags: '', env: { NPROC_PER_NODE: '8', NNODES: '2', NODE_RANK: '1', MASTER_ADDR: '10.0.0.1' } }],
  check: ({ config }) => {
    const entry = findVariable(config, 'NODE_RANK');
    const rank = parseWholeNumber(envValueOf(config, 'NODE_RANK') ?? '');
    const nodes = parseWholeNumber(envValueOf(config, 'NNODES') ?? '');
    if (!entry || rank === undefined || nodes === undefined || nodes < 1 || (rank >= 0 && rank < nodes)) return [];
    return [
      {
        message: `NODE_RANK ${rank} does not exist: ${nodes} nodes are numbered 0 to ${nodes - 1}.`,
        span: entry.fullSpan,
        flags: ['NODE_RANK', 'NNODES'],
        fixes: [fixSetEnv('NODE_RANK', '0'), ...(rank > 0 ? [fixSetEnv('NNODES', String(rank + 1))] : [])],
      },
    ];
  },
};

/** Variables that only make sense to somebody who sets the launcher's environment in this text. */
const LAUNCHER_SIGN_VARIABLES = [
  'CUDA_VISIBLE_DEVICES',
  'NODE_RANK',
  'MASTER_ADDR',
  'MASTER_PORT',
  'RANK',
  'WORLD_SIZE',
  'LOCAL_RANK',
];
/** What a process needs that another launcher has started. */
const RENDEZVOUS_VARIABLES = ['RANK', 'WORLD_SIZE', 'MASTER_ADDR', 'MASTER_PORT'];

const noTorchrun: Rule = {
  id: 'env.no-torchrun',
  title: 'GPUs are named, but no processes are asked for',
  severity: 'warning',
  outcome: 'risky',
  releases: '3.7-4.5',
  why: 'Without NPROC_PER_NODE or NNODES, ms-swift starts a plain Python process, which finds no others to join. Even one GPU needs NPROC_PER_NODE=1. It may be set outside this file.',
  source: 'swift/cli/main.py, use_torchrun; swift/megatron/argument/train_args.py:52 of 3.8.1, init_process_group',
  bad: [
    { flags: '', env: { CUDA_VISIBLE_DEVICES: '0' } },
    { flags: '', env: { RANK: '0', WORLD_SIZE: '8' } },
  ],
  good: [
    { flags: '', env: { CUDA_VISIBLE_DEVICES: '0', NPROC_PER_NODE: '1' } },
    { flags: '', env: { RANK: '0', WORLD_SIZE: '8', LOCAL_RANK: '0', MASTER_ADDR: '10.0.0.1', MASTER_PORT: '29500' } },
    { flags: '' },
  ],
  check: ({ config }) => {
    // What comes too late for torchrun has a rule of its own, `yaml.env-torchrun`.
    const isLate = config.lateVariables?.some(({ name }) => name === 'NPROC_PER_NODE' || name === 'NNODES');
    if (isLate || usesTorchrun(config) || RENDEZVOUS_VARIABLES.every((name) => findVariable(config, name))) return [];
    const signVariable = LAUNCHER_SIGN_VARIABLES.map((name) => findVariable(config, name)).find(
      (entry) => entry !== undefined,
    );
    if (!signVariable) return [];
    const devices = countVisibleDevices(config);
    return [
      {
        message: `${signVariable.name} is set, but neither NPROC_PER_NODE nor NNODES: torchrun is not used, and the run fails unless one of them is set elsewhere.`,
        span: signVariable.fullSpan,
        flags: ['NPROC_PER_NODE', signVariable.name],
        fixes: [fixSetEnv('NPROC_PER_NODE', String(devices || 1))],
      },
    ];
  },
};

const sharedSave: Rule = {
  id: 'env.save-shared',
  title: 'A relative output folder on several nodes',
  severity: 'hint',
  outcome: 'risky',
  releases: '3.7-4.5',
  commands: ['pt', 'sft', 'rlhf'],
  why: 'Every node writes its part of a checkpoint. A relative folder depends on where each node starts, and a local disk leaves checkpoints in pieces.',
  source: 'swift docs Megatron-SWIFT Command-line-parameters, save',
  bad: [{ flags: '--save out', env: { NPROC_PER_NODE: '8', NNODES: '2', NODE_RANK: '0', MASTER_ADDR: '10.0.0.1' } }],
  good: [
    { flags: '--save /shared/out', env: { NPROC_PER_NODE: '8', NNODES: '2', NODE_RANK: '0', MASTER_ADDR: '10.0.0.1' } },
    { flags: '--save out', env: { NPROC_PER_NODE: '8' } },
  ],
  check: (facts: Facts) => {
    const flag = isInRange(facts.release.version, '4.0+') ? 'output_dir' : 'save';
    const folder = flagValue(facts, flag);
    const given = findGiven(facts, flag);
    const nodes = parseWholeNumber(envValueOf(facts.config, 'NNODES') ?? '') ?? 1;
    if (!given || typeof folder !== 'string' || nodes < 2 || /^[/~]/.test(folder)) return [];
    return [
      {
        message: `${flag} \`${folder}\` is relative; ${nodes} nodes need one absolute folder on a disk that all of them share.`,
        span: given.entry.fullSpan,
        flags: [flag, 'NNODES'],
      },
    ];
  },
};

/** What torchrun is given through the environment. */
export const launcherRules: readonly Rule[] = [launcherNumbers, visibleGpus, nodeRank, noTorchrun, sharedSave];

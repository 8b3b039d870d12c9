import { batchSize } from '../../catalog/sbatch';
import { type Entry, envOf, variableNamed } from '../../config/config';
import type { Facts } from '../../facts/facts';
import { fixText, fixWrite } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** What a batch script asks for against what its command starts. */

const SOURCE = 'torch.distributed.run: --nproc_per_node processes take one GPU each, and wait for --nnodes nodes';

const script = (directives: string, command: string): { flags: string; script: string } => ({
  flags: '',
  script: `#!/bin/bash\n#SBATCH ${directives}\n${command} megatron sft --lr 1e-5\n`,
});

const numberOf = ({ config }: Facts, name: string): number | undefined => {
  const text = envOf(config, name);
  return text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
};

const entryOf = ({ config }: Facts, name: string): Entry | undefined => variableNamed(config, name);

export const slurmSize: Rule = {
  id: 'slurm.size',
  title: 'Other nodes or GPUs than the batch script asks for',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  why: 'Each process takes a GPU of its own: with more processes than GPUs the run stops, with fewer the others are paid for and idle. With more nodes than there are, it waits until it gives up.',
  source: SOURCE,
  bad: [
    script('--nodes=1 --gpus-per-node=4', 'NPROC_PER_NODE=8'),
    script('--nodes=2 --gpus-per-node=8', 'NNODES=4 NPROC_PER_NODE=8'),
    script('-N 2 --gres=gpu:h100:8', 'NNODES=2 NPROC_PER_NODE=4'),
    script('-N 4 --gpus=32', 'NNODES=2 NPROC_PER_NODE=8'),
  ],
  good: [
    script('--nodes=2 --gpus-per-node=8', 'NNODES=2 NPROC_PER_NODE=8'),
    script('--nodes=2 --gpus-per-node=h100:8', 'NNODES=$SLURM_NNODES NPROC_PER_NODE=$SLURM_GPUS_ON_NODE'),
    script('--nodes=2-4 --gpus=16', 'NNODES=3 NPROC_PER_NODE=8'),
    script('--partition=gpu', 'NPROC_PER_NODE=8'),
  ],
  check: (facts) => {
    const { config, catalog } = facts;
    if (!config.batch) return [];
    const processes = numberOf(facts, 'NPROC_PER_NODE');
    const nodes = numberOf(facts, 'NNODES');
    if (processes === undefined && nodes === undefined) return [];
    const asked = batchSize(catalog.batch, config.batch.directives);
    return [
      ...found(facts, 'NPROC_PER_NODE', processes, asked.gpusPerNode, asked.gpusAt, 'GPUs of a node'),
      ...found(facts, 'NNODES', nodes, asked.nodesAt && asked.nodes, asked.nodesAt, 'nodes'),
    ];
  },
};

function found(
  facts: Facts,
  name: string,
  set: number | undefined,
  asked: number | undefined,
  at: { whole: Found['span'] } | undefined,
  of: string,
): Found[] {
  const entry = entryOf(facts, name);
  if (!entry || !at || set === undefined || asked === undefined || set === asked) return [];
  const then =
    set > asked
      ? name === 'NNODES'
        ? 'The run waits for nodes that never come.'
        : 'The processes without a GPU stop the run.'
      : 'The others are reserved and idle.';
  return [
    {
      message: `${name} is ${set}, but the script asks for ${asked} ${of}. ${then}`,
      span: entry.whole,
      flags: [name],
      related: [{ span: at.whole, message: `${asked} ${of}` }],
      fixes: [fixWrite(`Set ${name} to ${asked}`, entry, [String(asked)])],
      ...(set < asked && { severity: 'warning' as const, outcome: 'slow' as const }),
    },
  ];
}

export const slurmNodeRank: Rule = {
  id: 'slurm.node-rank',
  title: 'NODE_RANK from the batch shell',
  severity: 'error',
  outcome: 'wrong',
  releases: '3.7-4.5',
  why: 'The batch script itself runs on the first node only, where $SLURM_NODEID is 0. Expanded there, every node gets rank 0. It has to be expanded by the task that srun starts.',
  source: 'Slurm 22.05, seen; the same mistake is reported for other launchers (sglang PR 36116)',
  bad: [
    {
      flags: '',
      script:
        '#!/bin/bash\n#SBATCH --nodes=2 --gpus-per-node=8\nexport NNODES=2 NPROC_PER_NODE=8 NODE_RANK=$SLURM_NODEID\nsrun megatron sft --lr 1e-5\n',
    },
    {
      flags: '',
      script:
        '#!/bin/bash\n#SBATCH -N 4\nsrun env NODE_RANK=${SLURM_NODEID} NNODES=4 NPROC_PER_NODE=8 megatron sft --lr 1e-5\n',
    },
  ],
  good: [
    {
      flags: '',
      script:
        "#!/bin/bash\n#SBATCH --nodes=2 --gpus-per-node=8\nexport NNODES=2 NPROC_PER_NODE=8\nsrun bash -c 'NODE_RANK=$SLURM_NODEID megatron sft --lr 1e-5'\n",
    },
    {
      flags: '',
      script:
        '#!/bin/bash\n#SBATCH --nodes=1\nexport NPROC_PER_NODE=8 NODE_RANK=$SLURM_NODEID\nmegatron sft --lr 1e-5\n',
    },
  ],
  check: (facts) => {
    const { config, catalog } = facts;
    const entry = entryOf(facts, 'NODE_RANK');
    // Text inside another command is expanded by the shell that runs it, on its own node.
    if (!config.batch || config.embedded || !entry) return [];
    const { nodes } = batchSize(catalog.batch, config.batch.directives);
    if (nodes === undefined || nodes === 1) return [];
    const variable = /\bSLURM_(?:NODEID|PROCID)\b/.exec(entry.values[0]?.text ?? '')?.[0];
    if (!variable) return [];
    return [
      {
        message: `$${variable} is 0 where it stands, on the first node, so all ${nodes} nodes get rank 0 and wait for the others. Let the task expand it: srun ${inTask(variable, config.command)} ...`,
        span: entry.whole,
        flags: ['NODE_RANK'],
        fixes: [fixText('Let the task that srun starts expand it', config.head, inTask(variable, config.command))],
      },
    ];
  },
};

/** The command as a task that expands the variable itself; the words of the config follow as its arguments. */
const inTask = (variable: string, command: string): string =>
  `bash -c 'NODE_RANK=$${variable} exec megatron ${command} "$@"' task`;

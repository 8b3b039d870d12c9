import { requestedResources } from '../../catalog/sbatch';
import type { Entry } from '../../config/config';
import { envValueOf, findVariable } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { fixText, fixWrite } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** What a batch script asks for against what its command starts. */

const SOURCE = 'torch.distributed.run: --nproc_per_node processes take one GPU each, and wait for --nnodes nodes';

const createSizeExample = (directives: string, command: string): { flags: string; script: string } => ({
  flags: '',
  script: `#!/bin/bash\n#SBATCH ${directives}\n${command} megatron sft --lr 1e-5\n`,
});

const numberOfVariable = ({ config }: Facts, name: string): number | undefined => {
  const text = envValueOf(config, name);
  return text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
};

const findVariableEntry = ({ config }: Facts, name: string): Entry | undefined => findVariable(config, name);

export const slurmSize: Rule = {
  id: 'slurm.size',
  title: 'Other nodes or GPUs than the batch script asks for',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  why: 'Each process takes a GPU of its own: with more processes than GPUs the run stops, with fewer the others are paid for and idle. With more nodes than there are, it waits until it gives up.',
  source: SOURCE,
  bad: [
    createSizeExample('--nodes=1 --gpus-per-node=4', 'NPROC_PER_NODE=8'),
    createSizeExample('--nodes=2 --gpus-per-node=8', 'NNODES=4 NPROC_PER_NODE=8'),
    createSizeExample('-N 2 --gres=gpu:h100:8', 'NNODES=2 NPROC_PER_NODE=4'),
    createSizeExample('-N 4 --gpus=32', 'NNODES=2 NPROC_PER_NODE=8'),
  ],
  good: [
    createSizeExample('--nodes=2 --gpus-per-node=8', 'NNODES=2 NPROC_PER_NODE=8'),
    createSizeExample('--nodes=2 --gpus-per-node=h100:8', 'NNODES=$SLURM_NNODES NPROC_PER_NODE=$SLURM_GPUS_ON_NODE'),
    createSizeExample('--nodes=2-4 --gpus=16', 'NNODES=3 NPROC_PER_NODE=8'),
    createSizeExample('--partition=gpu', 'NPROC_PER_NODE=8'),
  ],
  check: (facts) => {
    const { config, catalog } = facts;
    if (!config.sbatch) return [];
    const processes = numberOfVariable(facts, 'NPROC_PER_NODE');
    const nodes = numberOfVariable(facts, 'NNODES');
    if (processes === undefined && nodes === undefined) return [];
    const requested = requestedResources(catalog.sbatch, config.sbatch.directives);
    return [
      ...reportSizeMismatch(
        facts,
        'NPROC_PER_NODE',
        processes,
        requested.gpusPerNode,
        requested.gpusDirective,
        'GPUs of a node',
      ),
      ...reportSizeMismatch(
        facts,
        'NNODES',
        nodes,
        requested.nodesDirective && requested.nodes,
        requested.nodesDirective,
        'nodes',
      ),
    ];
  },
};

function reportSizeMismatch(
  facts: Facts,
  name: string,
  actual: number | undefined,
  requested: number | undefined,
  directive: { fullSpan: Found['span'] } | undefined,
  unit: string,
): Found[] {
  const entry = findVariableEntry(facts, name);
  if (!entry || !directive || actual === undefined || requested === undefined || actual === requested) return [];
  const consequence =
    actual > requested
      ? name === 'NNODES'
        ? 'The run waits for nodes that never come.'
        : 'The processes without a GPU stop the run.'
      : 'The others are reserved and idle.';
  return [
    {
      message: `${name} is ${actual}, but the script asks for ${requested} ${unit}. ${consequence}`,
      span: entry.fullSpan,
      flags: [name],
      related: [{ span: directive.fullSpan, message: `${requested} ${unit}` }],
      fixes: [fixWrite(`Set ${name} to ${requested}`, entry, [String(requested)])],
      ...(actual < requested && { severity: 'warning' as const, outcome: 'slow' as const }),
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
    const entry = findVariableEntry(facts, 'NODE_RANK');
    // Text inside another command is expanded by the shell that runs it, on its own node.
    if (!config.sbatch || config.embedded || !entry) return [];
    const { nodes } = requestedResources(catalog.sbatch, config.sbatch.directives);
    if (nodes === undefined || nodes === 1) return [];
    const variable = /\bSLURM_(?:NODEID|PROCID)\b/.exec(entry.values[0]?.text ?? '')?.[0];
    if (!variable) return [];
    return [
      {
        message: `$${variable} is 0 where it stands, on the first node, so all ${nodes} nodes get rank 0 and wait for the others. Let the task expand it: srun ${toTaskCommand(variable, config.command)} ...`,
        span: entry.fullSpan,
        flags: ['NODE_RANK'],
        fixes: [
          fixText('Let the task that srun starts expand it', config.head, toTaskCommand(variable, config.command)),
        ],
      },
    ];
  },
};

/** The command as a task that expands the variable itself; the words of the config follow as its arguments. */
const toTaskCommand = (variable: string, command: string): string =>
  `bash -c 'NODE_RANK=$${variable} exec megatron ${command} "$@"' task`;

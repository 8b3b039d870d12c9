import type { Command } from '../../config/config';
import { findVariable, nameOfCommand } from '../../config/lookup';
import { jobSizeOf } from '../../facts/jobSize';
import { fixText } from '../../lint/fix';
import type { Rule } from '../../lint/rule';

export const slurmNodeRank: Rule = {
  id: 'slurm.node-rank',
  title: 'NODE_RANK expanded in the batch shell',
  severity: 'error',
  outcome: 'wrong',
  releases: '3.7+',
  why: 'The batch script itself runs on the first node only, where $SLURM_NODEID is 0. Expanded there, every node gets rank 0. It must be expanded by the task that srun starts.',
  source: 'Slurm 22.05, observed; the same mistake is reported for other launchers (sglang PR 36116)',
  bad: [
    {
      flags: '',
      script:
        '#!/bin/bash\n#SBATCH --nodes=2 --gpus-per-node=8\nexport NNODES=2 NPROC_PER_NODE=8 NODE_RANK=$SLURM_NODEID\nsrun megatron sft --lr 1e-5\n',
    },
    {
      flags: '',
      script:
        '#!/bin/bash\n#SBATCH --nodes=2 --gpus-per-node=8\nsrun torchrun --nnodes 2 --nproc_per_node 8 --node_rank $SLURM_NODEID --master_addr head -m swift.cli._megatron.sft --lr 1e-5\n',
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
        '#!/bin/bash\n#SBATCH --nodes=2 --gpus-per-node=8\nsrun torchrun --nnodes 2 --nproc_per_node 8 --node_rank $SLURM_NODEID --rdzv_backend c10d --rdzv_endpoint head:29500 -m swift.cli._megatron.sft --lr 1e-5\n',
    },
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
  check: ({ config, catalog }) => {
    const entry = findVariable(config, 'NODE_RANK');
    // Text inside another command is expanded by the shell that runs it, on its own node.
    if (!config.sbatch || config.embedded || !entry) return [];
    const nodes = jobSizeOf(config, catalog.sbatch)?.nodes;
    if (nodes === undefined || nodes === 1) return [];
    const variable = /\bSLURM_(?:NODEID|PROCID)\b/.exec(entry.values[0]?.text ?? '')?.[0];
    if (!variable) return [];
    const found = { span: entry.fullSpan, flags: ['NODE_RANK'] };
    const cause = `$${variable} is expanded on the first node, where it is 0, so all ${nodes} nodes get rank 0 and wait for the others.`;
    if (config.launcher)
      return [{ ...found, message: `${cause} Let each task expand it: write the launcher in srun bash -c '...'.` }];
    const taskCommand = toTaskCommand(variable, config.command);
    return [
      {
        ...found,
        message: `${cause} Let the task expand it: srun ${taskCommand} ...`,
        fixes: [fixText('Let the task that srun starts expand it', config.head, taskCommand)],
      },
    ];
  },
};

/** The command as a task that expands the variable itself; the arguments of the config follow as its own. */
const toTaskCommand = (variable: string, command: Command): string =>
  `bash -c 'NODE_RANK=$${variable} exec ${nameOfCommand(command)} "$@"' task`;

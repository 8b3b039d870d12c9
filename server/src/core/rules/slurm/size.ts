import type { SbatchDirective } from '../../config/config';
import { findVariable } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { readLauncherSize } from '../../facts/gpuCount';
import { jobSizeOf } from '../../facts/jobSize';
import { fixWrite } from '../../lint/fix';
import type { Example, Found, Rule } from '../../lint/rule';

const createSizeExample = (directives: string, command: string): Example => ({
  flags: '',
  script: `#!/bin/bash\n#SBATCH ${directives}\n${command} megatron sft --lr 1e-5\n`,
});

export const slurmSize: Rule = {
  id: 'slurm.size',
  title: 'Number of nodes or GPUs that differs from the batch script',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  why: 'Each process uses a GPU of its own: with more processes than GPUs the run stops, with fewer the other GPUs are paid for and idle. With more nodes than the job has, the run waits until it times out.',
  source: 'torch.distributed.run: --nproc_per_node processes take one GPU each, and wait for --nnodes nodes',
  bad: [
    createSizeExample('--nodes=1 --gpus-per-node=4', 'NPROC_PER_NODE=8'),
    createSizeExample('--nodes=2 --gpus-per-node=8', 'NNODES=4 NPROC_PER_NODE=8'),
    createSizeExample('-N 2 --gres=gpu:h100:8', 'NNODES=2 NPROC_PER_NODE=4'),
    createSizeExample('-N 4 --gpus=32', 'NNODES=2 NPROC_PER_NODE=8'),
    createSizeExample('-N 4 --gpus-per-node=8', 'NNODES=4 NPROC_PER_NODE=8 srun -N 2'),
  ],
  good: [
    createSizeExample('--nodes=2 --gpus-per-node=8', 'NNODES=2 NPROC_PER_NODE=8'),
    createSizeExample('--nodes=2 --gpus-per-node=h100:8', 'NNODES=$SLURM_NNODES NPROC_PER_NODE=$SLURM_GPUS_ON_NODE'),
    createSizeExample('--nodes=2-4 --gpus=16', 'NNODES=3 NPROC_PER_NODE=8'),
    createSizeExample('--partition=gpu', 'NPROC_PER_NODE=8'),
    createSizeExample('-N 2 --gpus-per-node=8', 'NNODES=${SLURM_NNODES:-1} NPROC_PER_NODE=8'),
    createSizeExample('-N 4 --gpus-per-node=8', 'NNODES=2 NPROC_PER_NODE=8 srun --nodes 2'),
  ],
  check: (facts) => {
    const { config, catalog } = facts;
    const requested = jobSizeOf(config, catalog.sbatch);
    if (!requested) return [];
    const processes = readLauncherSize(config, 'NPROC_PER_NODE', requested);
    const nodes = readLauncherSize(config, 'NNODES', requested);
    return [
      ...reportMismatch(facts, {
        name: 'NPROC_PER_NODE',
        actual: processes,
        requested: requested.gpusPerNode,
        directive: requested.gpusDirective,
        unit: 'GPUs per node',
      }),
      ...reportMismatch(facts, {
        name: 'NNODES',
        actual: nodes,
        requested: requested.nodesDirective && requested.nodes,
        directive: requested.nodesDirective,
        unit: 'nodes',
      }),
    ];
  },
};

/** A launcher variable beside the #SBATCH line that requests the same resource. */
interface Size {
  name: 'NPROC_PER_NODE' | 'NNODES';
  actual: number | undefined;
  requested: number | undefined;
  directive: SbatchDirective | undefined;
  unit: string;
}

function reportMismatch({ config }: Facts, { name, actual, requested, directive, unit }: Size): Found[] {
  const entry = findVariable(config, name);
  if (!entry || !directive || actual === undefined || requested === undefined || actual === requested) return [];
  return [
    {
      message: `${name} is ${actual}, but the script requests ${requested} ${unit}. ${describeConsequence(name, actual > requested)}`,
      span: entry.fullSpan,
      flags: [name],
      related: [{ span: directive.fullSpan, message: `${requested} ${unit}` }],
      fixes: [fixWrite(`Set ${name} to ${requested}`, entry, [String(requested)])],
      ...(actual < requested && { severity: 'warning', outcome: 'slow' }),
    },
  ];
}

function describeConsequence(name: Size['name'], isTooMany: boolean): string {
  if (!isTooMany) return 'The others are reserved and idle.';
  return name === 'NNODES' ? 'The run waits for nodes that never join.' : 'The processes without a GPU stop the run.';
}

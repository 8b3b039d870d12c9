import { describe, expect, it } from 'vitest';
import { readShell, service } from '../../support/service';

/** The number of GPUs that a run is launched on, by any launcher. */

const SCRIPT = 'swift/cli/_megatron/sft.py --model m --dataset d --num_train_epochs 1';

function countIn(text: string): number | undefined {
  const document = readShell(`# preflight: ms-swift=4.5.2\n${text}\n`);
  const [config] = document.reading.configs;
  if (!config) throw new Error(`no command in ${text}`);
  return service.getFacts(document, config).worldSize;
}

const rulesIn = (text: string): string[] =>
  service.lintDocument(readShell(`# preflight: ms-swift=4.5.2\n${text}\n`)).map(({ rule }) => rule);

describe('countGpus', () => {
  it.each([
    ['torchrun --nproc_per_node 8 --nnodes 4', 32],
    ['torchrun --nproc-per-node=8 --nnodes=2:2', 16],
    ['torchrun --nproc 4 --nnode 2', 8],
    ['/opt/venv/bin/torchrun --standalone --nproc_per_node 4', 4],
    ['python -m torch.distributed.run --nproc_per_node=8 --nnodes=1', 8],
    ['python3 -m torch.distributed.launch --use_env --nproc_per_node 2', 2],
    ['torchrun --nnodes 2', 2],
    ['CUDA_VISIBLE_DEVICES=0,1,2 torchrun --nproc_per_node gpu', 3],
    ['PET_NNODES=4 torchrun --nproc_per_node 8', 32],
    ['torchrun --nproc_per_node $GPUS --nproc_per_node 8', 8],
    ['accelerate launch --num_processes 16 --num_machines 2', 16],
    ['accelerate launch --config_file a.yaml --num-processes=16', 16],
    ['deepspeed --num_gpus 8 --num_nodes 2 --hostfile hosts', 16],
    ['deepspeed --num_gpus 4', 4],
    ['deepspeed --include localhost:0,1,2', 3],
    ['deepspeed --include a:0,1@b:0,1', 4],
    ['CUDA_VISIBLE_DEVICES=0,1 deepspeed', 2],
    ['RANK=$OMPI_COMM_WORLD_RANK WORLD_SIZE=16 python', 16],
    // The number is unknown.
    ['torchrun --nproc_per_node 8 --nnodes 1:4', undefined],
    ['torchrun $ARGS --nproc_per_node 8', undefined],
    ['torchrun --nproc_per_node $MLP_WORKER_GPU --nnodes $MLP_WORKER_NUM', undefined],
    ['torchrun --nproc_per_node auto', undefined],
    ['accelerate launch --config_file a.yaml', undefined],
    ['accelerate launch', undefined],
    ['deepspeed --num_gpus 8 --hostfile hosts', undefined],
    ['deepspeed --include a:0,1@b', undefined],
    ['python', undefined],
  ])('reads the arguments of `%s`', (launcher, gpus) => {
    expect(countIn(`${launcher} ${SCRIPT}`)).toBe(gpus);
    // The variables for `megatron` play no part.
    expect(countIn(`export NPROC_PER_NODE=5 NNODES=7\n${launcher} ${SCRIPT}`)).toBe(gpus);
  });

  it('reads arguments that an array holds, and those of a module', () => {
    expect(countIn(`A=(--nproc_per_node 8 --nnodes 2)\ntorchrun "\${A[@]}" ${SCRIPT}`)).toBe(16);
    expect(countIn('torchrun --nproc_per_node 8 --nnodes 2 -m swift.cli._megatron.sft --model m')).toBe(16);
  });

  it.each([
    ['srun -N 2 --gpus-per-node=8 bash -c', 16],
    ['srun --nodes=4 --gres=gpu:4 bash -c', 16],
    ['srun -N 2 bash -c', undefined],
    ['bash -c', undefined],
  ])('takes the variables of Slurm from the size of the step in `%s`', (step, gpus) => {
    const run = `torchrun --nnodes $SLURM_NNODES --nproc_per_node $SLURM_GPUS_ON_NODE ${SCRIPT}`;
    expect(countIn(`${step} '${run}'`)).toBe(gpus);
  });

  it('prefers the options of srun to the directives of the job', () => {
    const job = '#!/bin/bash\n#SBATCH -N 4 --gpus-per-node=8\n';
    const run = 'env NNODES=$SLURM_NNODES NPROC_PER_NODE=$SLURM_GPUS_ON_NODE megatron sft --model m';
    expect(countIn(`${job}srun ${run}`)).toBe(32);
    expect(countIn(`${job}srun -N 2 ${run}`)).toBe(16);
    expect(countIn(`${job}srun --nodes=$SLURM_NNODES --gpus-per-node=4 ${run}`)).toBe(16);
    expect(countIn(`${job}NNODES=\${SLURM_NNODES:-1} NPROC_PER_NODE=8 megatron sft --model m`)).toBe(32);
  });

  it('counts the processes of mpirun where the command passes them on', () => {
    const inner = 'RANK=$OMPI_COMM_WORLD_RANK WORLD_SIZE=$OMPI_COMM_WORLD_SIZE python';
    expect(countIn(`mpirun -np 16 bash -c '${inner} ${SCRIPT}'`)).toBe(16);
  });
});

describe('the rules about the launcher', () => {
  it('ignore unexported variables that no launcher reads', () => {
    const text = `NNODES=2\nMASTER_ADDR=h\ntorchrun --nproc_per_node 8 --nnodes 1 ${SCRIPT}`;
    expect(rulesIn(text)).not.toContain('env.unexported');
    expect(rulesIn('NNODES=2\nNPROC_PER_NODE=8 megatron sft --model m')).toContain('env.unexported');
  });

  it('do not ask for torchrun where the script is started otherwise', () => {
    expect(rulesIn(`CUDA_VISIBLE_DEVICES=0 torchrun ${SCRIPT}`)).not.toContain('env.no-torchrun');
    expect(rulesIn(`CUDA_VISIBLE_DEVICES=0 python ${SCRIPT}`)).not.toContain('env.no-torchrun');
  });

  it('ask for no rank where the nodes find each other', () => {
    const launch = (options: string) => rulesIn(`torchrun --nproc_per_node 8 --nnodes 2 ${options} ${SCRIPT}`);
    expect(launch('')).toContain('env.multinode');
    expect(launch('--node_rank $R --master_addr $H')).not.toContain('env.multinode');
    expect(launch('--rdzv_backend c10d --rdzv_endpoint $H:1')).not.toContain('env.multinode');
    expect(rulesIn(`deepspeed --num_gpus 8 --num_nodes 2 ${SCRIPT}`)).not.toContain('env.multinode');
  });

  it('name the options, and fix them in place', () => {
    const text = `CUDA_VISIBLE_DEVICES=0,1 torchrun --nproc_per_node 4 --nnodes 1 ${SCRIPT}\n`;
    const document = readShell(text);
    const finding = service.lintDocument(document).find(({ rule }) => rule === 'env.visible-devices');
    expect(finding?.message).toMatch(/^--nproc_per_node 4 starts more processes/);
    const fixes = service.printFixes(document, document.reading.configs[0], finding as NonNullable<typeof finding>);
    expect(fixes.map(({ title, edits }) => [title, edits.map(({ newText }) => newText)])).toEqual([
      ['Set --nproc_per_node to 2', ['2']],
      ['Set CUDA_VISIBLE_DEVICES to 0,1,2,3', ['0,1,2,3']],
    ]);
  });
});

/** Files that situations need in addition to the samples, and the launch targets of the situations. */

const createScript = (run) => `#!/usr/bin/env bash
# preflight: ms-swift=3.8.1
${run.comment}

NPROC_PER_NODE=8 \\
megatron sft \\
    --model ${run.model} \\
    --load ${run.model.split('/')[1]}-mcore \\
    --dataset AI-ModelScope/alpaca-gpt4-data-en \\
    --tensor_model_parallel_size ${run.tensorParallel} \\
    --sequence_parallel true \\
    --micro_batch_size 2 \\
    --global_batch_size 128 \\
    --num_layers ${run.layers} \\
    --recompute_granularity selective \\
    --finetune true \\
    --lr 1e-5 \\
    --min_lr 1e-6 \\
    --max_epochs 1 \\
    --packing true \\
    --save output/${run.name}
`;

const RUNS = [
  { name: 'qwen3-8b', comment: '# Qwen3-8B on two nodes.', model: 'Qwen/Qwen3-8B', tensorParallel: 2, layers: 36 },
  { name: 'qwen3-14b', comment: '# Qwen3-14B on two nodes.', model: 'Qwen/Qwen3-14B', tensorParallel: 4, layers: 36 },
  { name: 'qwen3-32b', comment: '# Qwen3-32B on two nodes.', model: 'Qwen/Qwen3-32B', tensorParallel: 8, layers: 64 },
];

/** The files, by name. */
export const FILES = {
  ...Object.fromEntries(RUNS.map((run) => [`${run.name}.sh`, createScript(run)])),
  'empty.sh': '',
  'start.sh': '#!/usr/bin/env bash\n# preflight: ms-swift=4.5.2\n\nNPROC_PER_NODE=8 \\\nmegatron sft ',
  'start.yaml': '# preflight: ms-swift=4.5.2\n',
  'too-large.sh': `#!/usr/bin/env bash
# preflight: ms-swift=4.5.2 gpu-memory=80

NPROC_PER_NODE=8 NNODES=1 \\
megatron sft \\
    --model Qwen/Qwen3-8B \\
    --dataset AI-ModelScope/alpaca-gpt4-data-en \\
    --tensor_model_parallel_size 2 \\
    --sequence_parallel true \\
    --packing true \\
    --max_length 16384 \\
    --num_train_epochs 1 \\
    --output_dir output/qwen3-8b
`,
  'values.sh':
    '# preflight: ms-swift=4.5.2\nNPROC_PER_NODE=8 \\\nmegatron sft \\\n    --model Qwen/Qwen3-8B \\\n    --tuner_type lora \\\n',
};

/** A target for plans, which no program is asked about. */
export const PLAN_TARGETS = [
  { kind: 'slurm', name: 'h100', partition: 'gpu', nodes: 2, gpusPerNode: 8, time: '12:00:00' },
];

/** Targets on the cluster of the tests, each with the behavior of the stand-in for the trainer. */
export const targetsOn = ({ bin, work }) =>
  Object.entries({
    a100: 'wait:600',
    h100: 'fail:5:num_layers is 36, but the checkpoint has 40 layers',
    h200: 'train:25',
    l40s: 'fail:5:torch.OutOfMemoryError CUDA out of memory. Tried to allocate 4.64 GiB',
  }).map(([name, standIn]) => ({
    kind: 'slurm',
    name,
    nodes: 2,
    gpusPerNode: 8,
    time: '24:00:00',
    logDirectory: `${work}/logs`,
    preamble: [`export PATH='${bin}':$PATH`, `export STAND_IN='${standIn}'`],
  }));

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

/** The first lines of a command, at whose end a flag is typed. */
const createStart = (model) =>
  `# preflight: ms-swift=4.5.2\nNPROC_PER_NODE=8 \\\nmegatron sft \\\n    --model ${model} \\\n    --tuner_type lora \\\n`;

/** The files, by name. */
export const FILES = {
  ...Object.fromEntries(RUNS.map((run) => [`${run.name}.sh`, createScript(run)])),
  'empty.sh': '',
  'empty.yaml': '',
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
  'values.sh': createStart('Qwen/Qwen3-8B'),
  // Its 28 attention heads cannot be divided by 8.
  'heads.sh': createStart('Qwen/Qwen2.5-7B-Instruct'),
  'variables.sh': `LR=1e-4\nLOG_DIR=output/logs\n\n${createStart('Qwen/Qwen3-8B')}`,
  'train.jsonl': '{"messages": []}\n',
  'missing-backslash.sh': createScript(RUNS[0]).replace('--sequence_parallel true \\', '--sequence_parallel true'),
  'pipeline.sh': createScript({ ...RUNS[2], comment: '# Qwen3-32B in stages.', tensorParallel: 2 })
    .replace('NPROC_PER_NODE=8', 'NNODES=2 NPROC_PER_NODE=8')
    .replace('--sequence_parallel', '--pipeline_model_parallel_size 4 \\\n    --sequence_parallel'),
  // Answers of a chat, as they are pasted: with its prose and fences, and with the commands of another program.
  'pasted-fence.sh': `Here's a script for your GPUs:\n\n\`\`\`bash\n${createScript(RUNS[0])}\`\`\`\n\nGood luck!\n`,
  'pasted-answer.sh': createScript(RUNS[0])
    .replace('true \\', 'true \\ ')
    .replace('    --lr', '    # the learning rate\n    --lr')
    .replace('--packing', '—packing')
    .replace('megatron sft', 'swift sft --model_id Qwen/Qwen3-8B --sft_type lora\nmegatron sft'),
};

/** Targets for plans, which no program is asked about. */
export const PLAN_TARGETS = [
  { kind: 'slurm', name: 'h100', partition: 'gpu', nodes: 2, gpusPerNode: 8, time: '12:00:00' },
  {
    ...{ kind: 'kubernetes', name: 'gke', context: 'research', namespace: 'training', resource: 'PyTorchJob' },
    ...{ image: 'registry.example.org/ms-swift:4.5.2', nodes: 2, gpusPerNode: 8 },
  },
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

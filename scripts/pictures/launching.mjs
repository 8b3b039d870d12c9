// Pictures of launches, on the cluster of the tests: a real Slurm with a stand-in for the trainer.

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

/** The scripts that are launched, by name. */
export const SCRIPTS = Object.fromEntries(RUNS.map((run) => [`${run.name}.sh`, createScript(run)]));

/** Targets on the cluster of the tests, each with the behavior of the stand-in. */
export const targetsOn = ({ bin, work }) =>
  Object.entries({
    a100: 'wait:600',
    h100: 'fail:5:num_layers is 36, but the checkpoint has 40 layers',
  }).map(([name, standIn]) => ({
    kind: 'slurm',
    name,
    nodes: 2,
    gpusPerNode: 8,
    time: '24:00:00',
    logDirectory: `${work}/logs`,
    preamble: [`export PATH='${bin}':$PATH`, `export STAND_IN='${standIn}'`],
  }));

/** Launches the script in the editor. */
async function submit({ command, press, see, type }, target, state) {
  await command('Preflight: Launch on Cluster');
  await see(`.quick-input-widget .monaco-list-row:has-text("${target}")`);
  await type(target);
  await press('Enter');
  await see('.view-line:has-text("sbatch --parsable")');
  await command('Preflight: Run This Plan');
  await see(`.tree-explorer-viewlet-tree-view .monaco-list-row:has-text("${state}")`);
  await command('View: Close All Editors');
}

async function open({ press, see, type }, name) {
  await press('Control+p');
  await see('.quick-input-widget input');
  await type(name);
  await see(`.quick-input-widget .monaco-list-row.focused:has-text("${name}")`);
  await press('Enter');
  await see('.monaco-editor .codelens-decoration a');
}

async function widenSideBar(page, width) {
  const edge = await page.locator('.part.sidebar').boundingBox();
  await page.mouse.move(edge.x + edge.width, edge.y + 300);
  await page.mouse.down();
  await page.mouse.move(width, edge.y + 300, { steps: 5 });
  await page.mouse.up();
}

export const LAUNCHING = {
  jobs: {
    file: 'qwen3-14b.sh',
    act: async (editor) => {
      const { page, command, see } = editor;
      await command('Focus on Jobs View');
      await widenSideBar(page, 520);
      await submit(editor, 'h100', 'failed');
      await open(editor, 'qwen3-8b.sh');
      await submit(editor, 'a100', 'runs');
      await open(editor, 'qwen3-32b.sh');
      await submit(editor, 'a100', 'waits');
      await command('Notifications: Clear All Notifications');
      await see('.monaco-list-row:has-text("checkpoint")');
      await page.locator('.monaco-list-row:has-text("checkpoint")').first().click();
      await see('.view-line:has-text("ValueError")');
    },
  },
};

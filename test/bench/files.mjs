// The files that the servers are measured with, generated from the catalog and a seed: they change only with the catalog.
// All of their values are valid, so that diagnostics appear only after an invalid edit.

/** The flags of a typical run: 31 in their usual order. */
const TYPICAL = [
  ['model', 'Qwen/Qwen3-30B-A3B-Instruct-2507'],
  ['load', 'Qwen3-30B-A3B-mcore'],
  ['train_type', 'lora'],
  ['lora_rank', '8'],
  ['lora_alpha', '32'],
  ['target_modules', 'all-linear'],
  ['split_dataset_ratio', '0.01'],
  ['tensor_model_parallel_size', '2'],
  ['sequence_parallel', 'true'],
  ['expert_model_parallel_size', '4'],
  ['moe_permute_fusion', 'true'],
  ['moe_grouped_gemm', 'true'],
  ['moe_shared_expert_overlap', 'true'],
  ['moe_aux_loss_coeff', '1e-3'],
  ['micro_batch_size', '4'],
  ['global_batch_size', '16'],
  ['recompute_granularity', 'full'],
  ['recompute_method', 'uniform'],
  ['recompute_num_layers', '1'],
  ['max_epochs', '1'],
  ['finetune', 'true'],
  ['cross_entropy_loss_fusion', 'true'],
  ['lr', '1e-4'],
  ['lr_warmup_fraction', '0.05'],
  ['min_lr', '1e-5'],
  ['save_interval', '200'],
  ['max_length', '2048'],
  ['num_workers', '8'],
  ['no_save_optim', 'true'],
  ['no_save_rng', 'true'],
  ['attention_backend', 'flash'],
];

const DATASETS = ['AI-ModelScope/alpaca-gpt4-data-en', 'AI-ModelScope/alpaca-gpt4-data-zh', 'swift/self-cognition'];

/** Creates a generator of numbers from 0 up to `limit`, in the same order for the same seed (mulberry32). */
function createRandom(seed) {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/**
 * Collects lines with the positions of their names and values: `flags` are names with a value whose type can be wrong,
 * `variables` are names after a `$` without such a type.
 */
function createText() {
  /** @type {string[]} */
  const lines = [];
  /** @type {Record<'flags' | 'variables', {line: number, name: string, start: number, valueAt?: number}[]>} */
  const sites = { flags: [], variables: [] };
  const add = (...added) => lines.push(...added);
  /** @param {{before: string, name: string, between: string, value: string, after?: string, typed?: boolean}} flag */
  const addFlag = ({ before, name, between, value, after = '', typed }) => {
    const line = lines.push(before + name + between + value + after) - 1;
    const start = before.length;
    const valueAt = start + name.length + between.length;
    if (typed) sites.flags.push({ line, name, start, valueAt });
    const variable = /^"\$(\w+)/.exec(value)?.[1];
    if (variable) sites.variables.push({ line, name: variable, start: valueAt + '"$'.length });
  };
  return { lines, sites, add, addFlag, toText: () => `${lines.join('\n')}\n` };
}

const TYPED = new Set(['bool', 'int', 'float', 'enum']);

/** @param {{flag: {name: string}, form: {type: string, list?: boolean}}[]} known the flags of the command */
const typedNames = (known) =>
  new Set(known.filter(({ form }) => TYPED.has(form.type) && !form.list).map(({ flag }) => flag.name));

/** The typical flags, followed by all others with a default that has a spelling, up to `limit`. */
function flagsUpTo(known, limit) {
  const names = new Set(['dataset', ...TYPICAL.map(([name]) => name)]);
  const more = known
    .filter(({ flag, form }) => !names.has(flag.name) && !form.overwritten && TYPED.has(form.type) && !form.list)
    .filter(({ form }) => form.default !== null && form.default !== '')
    .map(({ flag, form }) => [flag.name, String(form.default)]);
  return [...TYPICAL, ...more].slice(0, limit);
}

/** The typical flags in short files, and all in others. */
const flagsOfLength = (known, length) => flagsUpTo(known, length < 100 ? TYPICAL.length : Number.POSITIVE_INFINITY);

const nameDataset = (random) => `${DATASETS[random(DATASETS.length)]}#${500 + random(5000)}`;

/** Lines from which a config has short comments and data sets: ours does not read files of a million characters. */
const MANY_LINES = 30_000;

/** Creates a training config of `length` lines, with commented-out flags between real ones and a long list of datasets. */
export function createYamlFile(known, length, seed = 1) {
  const random = createRandom(seed);
  const typed = typedNames(known);
  const text = createText();
  const flags = flagsOfLength(known, length);
  text.add('# LoRA on one node with eight GPUs: 8 * 80GiB', 'ENV:', '  NPROC_PER_NODE: 8');
  const remaining = Math.max(3, length - text.lines.length - flags.length - 1);
  const datasets = Math.max(3, Math.floor(remaining * 0.4));
  const comments = remaining - datasets;
  const isLong = length > MANY_LINES;
  const comment = () =>
    isLong ? `# ${random(1000)}` : `# ${known[random(known.length)].flag.name}: ${1 << random(8)}`;
  flags.forEach(([name, value], index) => {
    text.addFlag({ before: '', name, between: ': ', value, typed: typed.has(name) });
    const due = Math.floor((comments * (index + 1)) / flags.length) - Math.floor((comments * index) / flags.length);
    for (let i = 0; i < due; i++) text.add(comment());
  });
  text.add('dataset:');
  for (let i = 0; i < datasets; i++) text.add(`  - ${isLong ? `set-${random(1000)}` : nameDataset(random)}`);
  return { name: `config-${length}.yaml`, language: 'yaml', text: text.toText(), sites: text.sites };
}

/**
 * Creates the same config as JSON, for a server that reads only this. Where the other one has comments, it has more data
 * sets, so that both are equally long.
 */
export function createJsonFile(known, length, seed = 1) {
  const random = createRandom(seed);
  const typed = typedNames(known);
  const text = createText();
  const flags = flagsOfLength(known, length);
  text.add('{');
  for (const [name, value] of flags) {
    const isText = !/^(?:true|false|-?\d[\d.e-]*)$/.test(value);
    const json = isText ? JSON.stringify(value) : value;
    text.addFlag({ before: '  "', name, between: '": ', value: json, after: ',', typed: typed.has(name) && !isText });
  }
  const datasets = Math.max(3, length - text.lines.length - 3);
  text.add('  "dataset": [');
  for (let i = 1; i <= datasets; i++) text.add(`    ${JSON.stringify(nameDataset(random))}${i < datasets ? ',' : ''}`);
  text.add('  ]', '}');
  return { name: `config-${length}.json`, language: 'json', text: text.toText(), sites: text.sites };
}

/** Creates a script with that many training commands of 37 lines each. */
export function createShellFile(known, commands, seed = 2) {
  const random = createRandom(seed);
  const text = createText();
  text.add('#!/usr/bin/env bash', 'OUTPUT=/data/output');
  for (let i = 0; i < commands; i++) addCommand(text, known, TYPICAL, { run: i, dataset: DATASETS[random(3)] });
  return { name: `train-${commands}.sh`, language: 'shellscript', text: text.toText(), sites: text.sites };
}

/** Creates a command with exactly that many flags, for measuring the rules alone. */
export function createCommand(known, count) {
  const text = createText();
  addCommand(text, known, flagsUpTo(known, count - 2), { run: 0, dataset: DATASETS[0] });
  return text.toText();
}

function addCommand(text, known, flags, { run, dataset }) {
  const typed = typedNames(known);
  text.add('', `# run ${run}: 8 * 80GiB`, 'NPROC_PER_NODE=8 \\', 'megatron sft \\');
  const before = '  --';
  text.addFlag({ before, name: 'dataset', between: ' ', value: `'${dataset}#${500 + run}'`, after: ' \\' });
  for (const [name, value] of flags) {
    text.addFlag({ before, name, between: ' ', value, after: ' \\', typed: typed.has(name) });
  }
  text.addFlag({ before, name: 'save', between: ' ', value: `"$OUTPUT/run-${run}"` });
}

import type { Facts } from '../facts/facts';
import { flagValue } from '../facts/values';
import { estimateShape } from './estimateShape';
import type { RunShape } from './runShape';
import { contentOfStages } from './stages';

/** A flag with the values that a remedy gives it. */
export interface Setting {
  flag: string;
  values: readonly string[];
}

/** A change of a run that needs less memory on each GPU. */
export interface Remedy {
  title: string;
  /** Its price, such as more compute, for the user. */
  price: string;
  settings: readonly Setting[];
  /** It counts the layers of the present stages, so that it cannot be combined with others. */
  countsLayers?: true;
}

const set = (flag: string, ...values: (string | number)[]): Setting => ({ flag, values: values.map(String) });

/** Lists the changes that may help a run, those that slow it down least first. */
export const listRemedies = (facts: Facts, shape: RunShape): Remedy[] =>
  [
    ...listFreeRemedies(facts, shape),
    ...listOptimizerRemedies(facts, shape),
    ...listRecomputeRemedies(shape),
    ...listParallelRemedies(facts, shape),
    ...listOffloadRemedies(facts),
  ].filter(({ settings }) => hasFlags(facts, settings));

const hasFlags = ({ catalog, release, config }: Facts, settings: readonly Setting[]): boolean => {
  const { forms } = catalog.view(release.version, config.command);
  return settings.every(({ flag }) => forms.has(flag));
};

/** Changes without more work: a smaller loss, tokens that are shared, and stages of equal size. */
function listFreeRemedies(facts: Facts, shape: RunShape): Remedy[] {
  const { loss, parallel, precision, batch } = shape;
  const remedies: Remedy[] = [];
  if (parallel.tensor > 1 && !parallel.sequence)
    remedies.push({
      title: 'Share the tokens among the tensor-parallel ranks',
      price: 'no slowdown',
      settings: [set('sequence_parallel', 'true')],
    });
  if (!precision.isSharded && flagValue(facts, 'use_distributed_optimizer') === false)
    remedies.push({
      title: 'Share the optimizer among the data-parallel ranks',
      price: 'hardly any slowdown',
      settings: [set('use_distributed_optimizer', 'true')],
    });
  const last = findBalance(shape);
  if (last !== undefined)
    remedies.push({
      title: `Give the last stage ${last} layers`,
      price: 'stages take different time',
      settings: [set('decoder_last_pipeline_num_layers', last)],
      countsLayers: true,
    });
  if (loss.hasLogits && loss.implementation !== 'te')
    remedies.push({
      title: "Compute the loss with Transformer Engine's kernel",
      price: 'no slowdown, but ms-swift 4.3.1 left it because of Megatron-LM pull request 5115',
      settings: [set('cross_entropy_loss_fusion', 'true'), set('cross_entropy_fusion_impl', 'te')],
    });
  if (batch.microBatch > 1)
    remedies.push({
      title: 'Process one sample at a time',
      price: 'smaller matrix multiplications',
      settings: [set('micro_batch_size', 1)],
    });
  return remedies;
}

/** Finds the number of layers of the last stage that levels the fullest stage best; undefined if equal stages do. */
function findBalance(shape: RunShape): number | undefined {
  const { parallel, split, model } = shape;
  if (parallel.pipeline === 1 || parallel.virtual > 1 || split.stages || split.countsEmbedding || split.countsLoss)
    return undefined;
  const now = fullestUse(shape);
  let best: { last: number; used: number } | undefined;
  for (let last = 1; last < model.layers; last += 1) {
    const changed = { ...shape, split: { ...split, last } };
    const used = contentOfStages(changed) ? fullestUse(changed) : undefined;
    if (used !== undefined && used < (best?.used ?? (now ?? Number.POSITIVE_INFINITY) - 0.5)) best = { last, used };
  }
  return best?.last;
}

function fullestUse(shape: RunShape): number | undefined {
  const memory = estimateShape(shape);
  return memory?.stages[memory.fullest]?.used;
}

function listOptimizerRemedies(facts: Facts, { training, precision }: RunShape): Remedy[] {
  if (training.lora || precision.optimizer <= 6 || flagValue(facts, 'optimizer') !== 'adam') return [];
  return [
    {
      title: 'Keep the moments of the optimizer in bf16',
      price: 'less exact steps',
      settings: [
        set('use_precision_aware_optimizer', 'true'),
        set('exp_avg_dtype', 'bf16'),
        set('exp_avg_sq_dtype', 'bf16'),
      ],
    },
  ];
}

/** Recomputes more of the activations: one part of each layer, some layers of each stage, all layers. */
function listRecomputeRemedies(shape: RunShape): Remedy[] {
  const { recompute, model } = shape;
  if (recompute.granularity === 'full') return [];
  const module = model.experts ? 'moe' : 'mlp';
  const hasModule = model.experts ? recompute.experts : recompute.mlp;
  const remedies: Remedy[] = hasModule
    ? []
    : [
        {
          title: model.experts ? 'Recompute the experts' : 'Recompute the MLP of each layer',
          price: 'about a fifth more compute',
          settings: [set('recompute_granularity', 'selective'), set('recompute_modules', module)],
        },
      ];
  const sizes = (contentOfStages(shape) ?? []).map(({ chunks }) => Math.max(0, ...chunks.map(({ length }) => length)));
  const most = Math.max(0, ...sizes);
  for (const part of [0.25, 0.5, 0.75]) {
    const layers = Math.ceil(most * part);
    if (layers > 0 && layers < most)
      remedies.push({
        title: `Recompute ${layers} of ${most} layers on each ${shape.parallel.pipeline > 1 ? 'stage' : 'GPU'}`,
        price: `about ${Math.round((33 * layers) / most)} % more compute`,
        settings: [
          set('recompute_granularity', 'full'),
          set('recompute_method', 'block'),
          set('recompute_num_layers', layers),
        ],
        countsLayers: true,
      });
  }
  remedies.push({
    title: 'Recompute all layers',
    price: 'about a third more compute',
    settings: [
      set('recompute_granularity', 'full'),
      set('recompute_method', 'uniform'),
      set('recompute_num_layers', 1),
    ],
  });
  return remedies;
}

/** GPUs of one node, within which tensor parallelism stays. */
const MAX_TENSOR = 8;

/** Splits the model over more of the same GPUs. */
function listParallelRemedies({ layout }: Facts, { parallel, model }: RunShape): Remedy[] {
  const { tensor, expert, context, pipeline } = parallel;
  const data = layout.dataParallel ?? 1;
  if (data % 2 !== 0) return [];
  const remedies: Remedy[] = [];
  const sequence = tensor === 1 ? [set('sequence_parallel', 'true')] : [];
  if (model.experts && model.experts.count % (expert * 2) === 0)
    remedies.push({
      title: `Split the experts over ${expert * 2} GPUs`,
      price: 'more communication',
      settings: [set('expert_model_parallel_size', expert * 2)],
    });
  if (tensor * 2 <= MAX_TENSOR && model.heads % (tensor * 2) === 0 && model.keyValueHeads % (tensor * 2) === 0)
    remedies.push({
      title: `Split each layer over ${tensor * 2} GPUs`,
      price: `more communication, and ${data / 2} instead of ${data} data-parallel ranks`,
      settings: [set('tensor_model_parallel_size', tensor * 2), ...sequence],
    });
  remedies.push({
    title: `Split the tokens of a sample over ${context * 2} GPUs`,
    price: `more communication, and ${data / 2} instead of ${data} data-parallel ranks`,
    settings: [set('context_parallel_size', context * 2)],
  });
  if (model.layers % (pipeline * 2) === 0)
    remedies.push({
      title: `Split the layers over ${pipeline * 2} stages`,
      price: 'GPUs wait for each other at the ends of a step',
      settings: [set('pipeline_model_parallel_size', pipeline * 2)],
    });
  return remedies;
}

function listOffloadRemedies(facts: Facts): Remedy[] {
  if (flagValue(facts, 'optimizer_cpu_offload') === true) return [];
  return [
    {
      title: 'Keep the optimizer in the memory of the host',
      price: 'much slower steps',
      settings: [
        set('use_precision_aware_optimizer', 'true'),
        set('optimizer_cpu_offload', 'true'),
        set('optimizer_offload_fraction', 1),
      ],
    },
  ];
}

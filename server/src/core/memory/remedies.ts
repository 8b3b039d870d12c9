import type { Facts } from '../facts/facts';
import { flagValue } from '../facts/values';
import { levelStages, settingsOfStages } from './levelStages';
import type { RunShape } from './runShape';
import { type Setting, set } from './setting';
import { contentOfStages } from './stages';

/** A change of a run that needs less memory on each GPU. */
export interface Remedy {
  title: string;
  /** Its price, such as more compute, for the user. */
  price: string;
  settings: readonly Setting[];
  /** Part by which a step takes longer, roughly, to sort by. */
  slowdown: number;
  /** Of the changes of one kind, the first that suffices is offered. */
  kind?: string;
  /** It counts the layers of the present stages, so that it cannot be combined with others. */
  countsLayers?: true;
}

/** Factors by which a parallel size grows, or a micro-batch shrinks. */
const FACTORS = [2, 4, 8];

/** Lists the changes that may help a run, those that slow it down least first. */
export const listRemedies = (facts: Facts, shape: RunShape, limit: number): Remedy[] =>
  [
    ...listFreeRemedies(facts, shape),
    ...listStageRemedies(shape, limit),
    ...listOptimizerRemedies(facts, shape),
    ...listRecomputeRemedies(shape),
    ...listParallelRemedies(facts, shape),
    ...listOffloadRemedies(facts),
  ]
    .filter(({ settings }) => hasFlags(facts, settings))
    .sort((a, b) => a.slowdown - b.slowdown);

const hasFlags = ({ catalog, release, config }: Facts, settings: readonly Setting[]): boolean => {
  const { forms } = catalog.view(release.version, config.command);
  return settings.every(({ flag }) => forms.has(flag));
};

/** Changes with hardly more work: a smaller loss, shared tokens and optimizer. */
function listFreeRemedies(facts: Facts, shape: RunShape): Remedy[] {
  const { loss, parallel, precision, batch } = shape;
  const remedies: Remedy[] = [];
  if (parallel.tensor > 1 && !parallel.sequence)
    remedies.push({
      title: 'Share the tokens among the tensor-parallel ranks',
      slowdown: 0,
      price: 'no slowdown',
      settings: [set('sequence_parallel', 'true')],
    });
  if (!precision.isSharded && flagValue(facts, 'use_distributed_optimizer') === false)
    remedies.push({
      title: 'Share the optimizer among the data-parallel ranks',
      slowdown: 0.01,
      price: 'hardly any slowdown',
      settings: [set('use_distributed_optimizer', 'true')],
    });
  if (loss.hasLogits && loss.implementation !== 'te' && loss.implementation !== 'divergence')
    remedies.push({
      title: "Compute the loss with Transformer Engine's kernel",
      slowdown: 0.02,
      price: 'no slowdown, but ms-swift 4.3.1 left it because of Megatron-LM pull request 5115',
      settings: [set('cross_entropy_loss_fusion', 'true'), set('cross_entropy_fusion_impl', 'te')],
    });
  for (const factor of FACTORS) {
    const size = batch.microBatch / factor;
    if (!Number.isInteger(size)) break;
    remedies.push({
      title: size === 1 ? 'Process one sample at a time' : `Process ${size} samples at a time`,
      slowdown: 0.05 + 0.02 / size,
      price: 'smaller matrix multiplications',
      settings: [set('micro_batch_size', size)],
      kind: 'micro-batch',
    });
  }
  return remedies;
}

/** Levels the pipeline stages. A step takes as long as the longest stage. */
function listStageRemedies(shape: RunShape, limit: number): Remedy[] {
  const level = levelStages(shape, limit);
  if (!level) return [];
  const { sizes, slowdown } = level;
  return [
    {
      title: `Give the stages ${sizes.join(', ')} layers`,
      price: slowdown > 0 ? `up to ${Math.round(100 * slowdown)} % slower, by the longest stage` : 'no slowdown',
      settings: settingsOfStages(sizes, shape.split.first !== undefined || shape.split.last !== undefined),
      slowdown,
      countsLayers: true,
    },
  ];
}

function listOptimizerRemedies(facts: Facts, { training, precision }: RunShape): Remedy[] {
  if (training.lora || precision.optimizer <= 6 || flagValue(facts, 'optimizer') !== 'adam') return [];
  return [
    {
      title: 'Keep the moments of the optimizer in bf16',
      slowdown: 0.01,
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
          slowdown: 0.2,
          price: 'about a fifth more compute',
          settings: [set('recompute_granularity', 'selective'), set('recompute_modules', module)],
        },
      ];
  const sizes = (contentOfStages(shape) ?? []).map(({ chunks }) => Math.max(0, ...chunks.map(({ count }) => count)));
  const most = Math.max(0, ...sizes);
  for (const part of [0.25, 0.5, 0.75]) {
    const layers = Math.ceil(most * part);
    if (layers > 0 && layers < most)
      remedies.push({
        title: `Recompute ${layers} of ${most} layers on each ${shape.parallel.pipeline > 1 ? 'stage' : 'GPU'}`,
        slowdown: (0.33 * layers) / most,
        price: `about ${Math.round((33 * layers) / most)} % more compute`,
        settings: [
          set('recompute_granularity', 'full'),
          set('recompute_method', 'block'),
          set('recompute_num_layers', layers),
        ],
        kind: 'block',
        countsLayers: true,
      });
  }
  remedies.push({
    title: 'Recompute all layers',
    slowdown: 0.33,
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

/** Splits the model over more of the same GPUs, of which fewer then work on other data. */
function listParallelRemedies({ layout }: Facts, shape: RunShape): Remedy[] {
  const data = layout.dataParallel ?? 1;
  return FACTORS.flatMap((factor) => [
    ...splitExperts(shape, factor),
    ...(data % factor === 0 ? splitDense(shape, factor, data) : []),
  ]);
}

/** The experts are split over GPUs that share data already. */
function splitExperts({ parallel, model }: RunShape, factor: number): Remedy[] {
  const size = parallel.expert * factor;
  if (!model.experts || model.experts.count % size !== 0) return [];
  return [
    {
      title: `Split the experts over ${size} GPUs`,
      slowdown: 0.4 + 0.01 * factor,
      price: 'more communication',
      settings: [set('expert_model_parallel_size', size)],
      kind: 'expert',
    },
  ];
}

function splitDense({ parallel, model }: RunShape, factor: number, data: number): Remedy[] {
  const [tensor, context, pipeline] = [parallel.tensor, parallel.context, parallel.pipeline].map(
    (size) => size * factor,
  );
  if (!tensor || !context || !pipeline) return [];
  const price = `more communication, and ${data / factor} instead of ${data} data-parallel ranks`;
  const slowdown = 0.4 + 0.01 * factor;
  const isDivisible = [model.heads, model.keyValueHeads].every((heads) => heads % tensor === 0);
  const layer: Remedy = {
    title: `Split each layer over ${tensor} GPUs`,
    slowdown: slowdown + 0.001,
    price,
    settings: [
      set('tensor_model_parallel_size', tensor),
      ...(parallel.sequence ? [] : [set('sequence_parallel', 'true')]),
    ],
    kind: 'tensor',
  };
  const stages: Remedy = {
    title: `Split the layers over ${pipeline} stages`,
    slowdown: slowdown + 0.003,
    price: 'GPUs wait for each other at the ends of a step',
    settings: [set('pipeline_model_parallel_size', pipeline)],
    kind: 'pipeline',
  };
  const tokens: Remedy = {
    title: `Split the tokens of a sample over ${context} GPUs`,
    slowdown: slowdown + 0.002,
    price,
    settings: [set('context_parallel_size', context)],
    kind: 'context',
  };
  return [
    ...(tensor <= MAX_TENSOR && isDivisible ? [layer] : []),
    tokens,
    ...(model.layers % pipeline === 0 ? [stages] : []),
  ];
}

function listOffloadRemedies(facts: Facts): Remedy[] {
  if (flagValue(facts, 'optimizer_cpu_offload') === true) return [];
  return [
    {
      title: 'Keep the optimizer in the memory of the host',
      slowdown: 1,
      price: 'much slower steps',
      settings: [
        set('use_precision_aware_optimizer', 'true'),
        set('optimizer_cpu_offload', 'true'),
        set('optimizer_offload_fraction', 1),
      ],
    },
  ];
}

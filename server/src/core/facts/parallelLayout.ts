import { isInRange } from '../catalog/release';
import type { Givens } from './givens';
import { stagesOfLayout } from './pipelineLayout';
import { flagValue } from './values';

/**
 * The distribution of one run over its GPUs, shared by rules, hovers, inlay hints and code lenses. Every size is a count;
 * it is undefined if it is unknown, or if the sizes do not divide each other and so no layout exists.
 *
 * Attention:  world size = tensor x pipeline x context x data parallel
 * Experts:    world size = expert tensor x expert x pipeline x expert data parallel
 * Batch:      global batch size = micro-batch size x data parallel x micro-batches
 * Source: Megatron-LM megatron/core/parallel_state.py, megatron/core/num_microbatches_calculator.py.
 */
export interface Layout {
  /** GPUs of all nodes in total. */
  worldSize?: number | undefined;
  tensorParallel?: number | undefined;
  pipelineParallel?: number | undefined;
  contextParallel?: number | undefined;
  /** GPUs of one model replica: tensor x pipeline x context parallel, plus those of a separate encoder. */
  modelParallel?: number | undefined;
  dataParallel?: number | undefined;
  /** GPUs that hold the decoder: all of them, unless an encoder has its own GPUs. */
  decoderGpus?: number | undefined;
  expertParallel?: number | undefined;
  expertTensorParallel?: number | undefined;
  /** GPUs of one replica of all experts: expert tensor x expert x pipeline parallel. */
  expertModelParallel?: number | undefined;
  expertDataParallel?: number | undefined;
  /** Stages of the interleaved schedule on each pipeline rank; 1 without interleaving. */
  virtualStages?: number | undefined;
  /** The same as pipeline_model_parallel_layout alone states it. */
  layoutVirtualStages?: number | undefined;
  microBatchSize?: number | undefined;
  globalBatchSize?: number | undefined;
  /** Samples that all data-parallel ranks process at once: micro-batch size x data parallel. */
  samplesAtOnce?: number | undefined;
  /** Micro-batches per step on each data-parallel rank. */
  microBatches?: number | undefined;
  layers?: number | undefined;
  /** Layers of each pipeline stage if all stages are equal. */
  layersPerStage?: number | undefined;
  /** Layers that equal stages share; the embedding and the loss count as one layer each if they are accounted for. */
  layersToShare?: number | undefined;
  /** Stages and layers that remain after the first and the last stage take the layers stated for them. */
  middleStages?: number | undefined;
  middleLayers?: number | undefined;
  /** Layers of the last stage for which all other stages are equal. */
  lastStageLayers?: number | undefined;
  attentionHeads?: number | undefined;
  headsPerRank?: number | undefined;
  /** Key-value groups; equal to the number of heads without grouped-query attention. */
  queryGroups?: number | undefined;
  queryGroupsPerRank?: number | undefined;
  experts?: number | undefined;
  expertsPerRank?: number | undefined;
  /** Sequence length in tokens. */
  sequenceLength?: number | undefined;
  /** Completions that are sampled before each round of steps: global batch size x steps per generation. */
  generationBatch?: number | undefined;
  /** Prompts that these completions answer, of all ranks and of each data-parallel rank: generation batch // generations per prompt. */
  rolloutPrompts?: number | undefined;
  rolloutPromptsPerRank?: number | undefined;
  /** Completions that each GPU samples. */
  completionsPerGpu?: number | undefined;
}

/** The names of layout sizes in constraints. */
export const QUANTITIES: Readonly<Record<string, keyof Layout>> = {
  world_size: 'worldSize',
  model_parallel_size: 'modelParallel',
  data_parallel_size: 'dataParallel',
  decoder_gpus: 'decoderGpus',
  expert_model_size: 'expertModelParallel',
  expert_data_parallel_size: 'expertDataParallel',
  virtual_stages: 'virtualStages',
  layout_virtual_stages: 'layoutVirtualStages',
  samples_at_once: 'samplesAtOnce',
  micro_batches: 'microBatches',
  layers_per_stage: 'layersPerStage',
  layers_to_share: 'layersToShare',
  middle_stages: 'middleStages',
  middle_layers: 'middleLayers',
  last_stage_layers: 'lastStageLayers',
  heads_per_rank: 'headsPerRank',
  experts_per_rank: 'expertsPerRank',
  sequence_length: 'sequenceLength',
  generation_batch: 'generationBatch',
  rollout_prompts: 'rolloutPrompts',
  rollout_prompts_per_rank: 'rolloutPromptsPerRank',
  completions_per_gpu: 'completionsPerGpu',
};

export function layoutOf(facts: Givens): Layout {
  const readSize = (flag: string): number | undefined => {
    const value = flagValue(facts, flag);
    return typeof value === 'number' ? value : undefined;
  };
  const tensorParallel = readSize('tensor_model_parallel_size');
  const pipelineParallel = readSize('pipeline_model_parallel_size');
  const contextParallel = readSize('context_parallel_size');
  const expertParallel = readSize('expert_model_parallel_size');
  const expertTensorParallel = readSize('expert_tensor_parallel_size');
  const decoder = multiply(tensorParallel, pipelineParallel, contextParallel);
  const encoder = multiply(computeEncoderSize(facts, tensorParallel), contextParallel);
  const modelParallel = decoder === undefined || encoder === undefined ? undefined : decoder + encoder;
  const expertModelParallel = multiply(expertTensorParallel, expertParallel, pipelineParallel);
  const dataParallel = divideEvenly(facts.worldSize, modelParallel);
  const microBatchSize = readSize('micro_batch_size');
  const globalBatchSize = readSize('global_batch_size');
  const decoderGpus = encoder === 0 ? facts.worldSize : multiply(dataParallel, decoder);
  const samplesAtOnce = multiply(microBatchSize, dataParallel);
  const layers = readSize('num_layers');
  const attentionHeads = readSize('num_attention_heads');
  const queryGroups = readSize('num_query_groups');
  const experts = readSize('num_experts');
  return {
    worldSize: facts.worldSize,
    tensorParallel,
    pipelineParallel,
    contextParallel,
    modelParallel,
    dataParallel,
    decoderGpus,
    expertParallel,
    expertTensorParallel,
    expertModelParallel,
    expertDataParallel: divideEvenly(decoderGpus, expertModelParallel),
    virtualStages: computeVirtualStages(facts, layers, pipelineParallel),
    layoutVirtualStages: countLayoutStages(facts, pipelineParallel),
    microBatchSize,
    globalBatchSize,
    samplesAtOnce,
    microBatches: divideEvenly(globalBatchSize, samplesAtOnce),
    layers,
    layersPerStage: divideEvenly(layers, pipelineParallel),
    ...computeStageSizes(facts, layers, pipelineParallel),
    attentionHeads,
    headsPerRank: divideEvenly(attentionHeads, tensorParallel),
    queryGroups,
    queryGroupsPerRank: divideEvenly(queryGroups, tensorParallel),
    experts,
    expertsPerRank: divideEvenly(experts, expertParallel),
    sequenceLength: computeSequenceLength(facts),
    ...(isInRange(facts.release.version, '3.11+') && computeGenerationSizes(facts, globalBatchSize, dataParallel)),
  };
}

/**
 * Tensor x pipeline parallel of an encoder with GPUs of its own, which core 0.13 still has: 0 without one. It has the
 * tensor parallelism of the decoder unless it is given one.
 */
function computeEncoderSize(facts: Givens, tensorParallel: number | undefined): number | undefined {
  if (facts.extraKwargs?.size === 0 || !isInRange(facts.release.version, '3.7-3.9')) return 0;
  const [stages, tensor] = ['encoder_pipeline_model_parallel_size', 'encoder_tensor_model_parallel_size'].map((name) =>
    flagValue(facts, name),
  );
  if (typeof stages !== 'number' || typeof tensor !== 'number') return undefined;
  return stages * (tensor === 0 ? (tensorParallel ?? Number.NaN) : tensor);
}

const multiply = (...factors: (number | undefined)[]): number | undefined =>
  factors.reduce((result, factor) => (result === undefined || factor === undefined ? undefined : result * factor), 1);

/** Returns the quotient if it is a whole number. */
export const divideEvenly = (dividend: number | undefined, divisor: number | undefined): number | undefined =>
  dividend !== undefined && divisor !== undefined && divisor > 0 && dividend % divisor === 0
    ? dividend / divisor
    : undefined;

function computeVirtualStages(
  facts: Givens,
  layers: number | undefined,
  stages: number | undefined,
): number | undefined {
  const stated = ['virtual_pipeline_model_parallel_size', 'num_virtual_stages_per_pipeline_rank'].map((flag) =>
    flagValue(facts, flag),
  );
  const count = stated.find((value) => typeof value === 'number');
  if (typeof count === 'number') return count;
  const perStage = flagValue(facts, 'num_layers_per_virtual_pipeline_stage');
  if (typeof perStage === 'number') return divideEvenly(divideEvenly(layers, stages), perStage);
  if (typeof flagValue(facts, 'pipeline_model_parallel_layout') === 'string') return countLayoutStages(facts, stages);
  return facts.config.mayHaveMoreFlags ? undefined : 1;
}

/** Returns the virtual stages of each pipeline rank in the layout; undefined without one. */
function countLayoutStages(facts: Givens, stages: number | undefined): number | undefined {
  const layoutText = flagValue(facts, 'pipeline_model_parallel_layout');
  return typeof layoutText === 'string' ? divideEvenly(stagesOfLayout(layoutText)?.length, stages) : undefined;
}

/** Returns Megatron's sequence length. The flags that set it, and their order, differ by release. */
function computeSequenceLength(facts: Givens): number | undefined {
  const { version } = facts.release;
  const flags = isInRange(version, '3.7-3.8')
    ? ['seq_length', 'max_length']
    : isInRange(version, '3.9-3.12')
      ? ['seq_length', 'packing_length', 'max_length']
      : ['packing_length', 'max_length'];
  for (const flag of flags) {
    const value = flagValue(facts, flag);
    // Python's `or`: 0 counts as not given, like None.
    if (value === undefined) return undefined;
    if (typeof value === 'number' && value !== 0) return value;
  }
  return undefined;
}

/** Distributes the layers over equal stages, and over stages of which the first or the last has its own size. */
function computeStageSizes(facts: Givens, layers: number | undefined, stages: number | undefined): Partial<Layout> {
  if (layers === undefined || stages === undefined) return {};
  const accounted = ['account_for_embedding_in_pipeline_split', 'account_for_loss_in_pipeline_split'].map((flag) =>
    flagValue(facts, flag),
  );
  const stated = ['decoder_first_pipeline_num_layers', 'decoder_last_pipeline_num_layers'].map((flag) =>
    flagValue(facts, flag),
  );
  const ends = stated.filter((value) => typeof value === 'number');
  const areKnown = stated.every((value) => value !== undefined);
  const last = layers - (stages - 1) * Math.ceil(layers / stages);
  return {
    ...(!accounted.includes(undefined) && {
      layersToShare: layers + accounted.filter((value) => value === true).length,
    }),
    ...(areKnown && {
      middleStages: stages - ends.length,
      middleLayers: ends.reduce((rest, size) => rest - size, layers),
    }),
    ...(last > 0 && { lastStageLayers: last }),
  };
}

/** Computes the sizes of a generation round, in which a model samples its own training data. */
function computeGenerationSizes(
  facts: Givens,
  globalBatch: number | undefined,
  dataParallel: number | undefined,
): Partial<Layout> {
  const [stated, steps, answers, type] = [
    'generation_batch_size',
    'steps_per_generation',
    'num_generations',
    'rlhf_type',
  ].map((flag) => flagValue(facts, flag));
  // GKD learns from one answer per prompt, whatever is given.
  const generations = type === 'gkd' && isInRange(facts.release.version, '4.2+') ? 1 : answers;
  if (globalBatch === undefined || stated === undefined || steps === undefined) return {};
  const batch = typeof stated === 'number' ? stated : globalBatch * (typeof steps === 'number' ? steps : 1);
  if (typeof generations !== 'number' || generations === 0) return { generationBatch: batch };
  const prompts = Math.floor(batch / generations);
  return {
    generationBatch: batch,
    rolloutPrompts: prompts,
    ...(dataParallel !== undefined &&
      dataParallel > 0 && { rolloutPromptsPerRank: Math.floor(prompts / dataParallel) }),
    ...(facts.worldSize !== undefined &&
      facts.worldSize > 0 && { completionsPerGpu: Math.floor(batch / facts.worldSize) }),
  };
}

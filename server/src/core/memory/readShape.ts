import { isInRange } from '../catalog/release';
import type { Value } from '../catalog/types';
import { isTraining } from '../config/lookup';
import type { Facts } from '../facts/facts';
import { findGiven } from '../facts/givens';
import { stagesOfLayout } from '../facts/pipelineLayout';
import { flagValue, tunerTypeOf } from '../facts/values';
import type { ModelNumbers } from './modelNumbers';
import { readDoubt } from './readDoubt';
import { readNumbers } from './readNumbers';
import { readPrecision } from './readPrecision';
import { readSampling } from './readSampling';
import { readTeacher } from './readTeacher';
import { readTraining } from './readTraining';
import type { BatchShape, LossShape, ParallelSizes, Recompute, RunShape, StageSplit, TrainingShape } from './runShape';

/** The numbers of a run, or what is missing. */
export type ShapeAnswer = { shape: RunShape } | { unknown: readonly string[] };

/** Reduces the facts of a run to the numbers that decide about its memory. */
export function readShape(facts: Facts): ShapeAnswer {
  if (!isTraining(facts.config)) return { unknown: ['only training is estimated'] };
  const missing: string[] = [];
  const model = readNumbers(facts, missing);
  const parallel = readParallel(facts, missing, model?.experts !== undefined);
  const batch = readBatch(facts, missing);
  if (flagValue(facts, 'use_megatron_fsdp') === true)
    missing.push('weights and gradients that Megatron FSDP shards, which the estimate does not know');
  const training = readTraining(facts, missing);
  const teacher = readTeacher(facts, missing, training?.lora !== undefined);
  if (!model || !parallel || !batch || !training || missing.length > 0) return { unknown: [...new Set(missing)] };
  const predictors = flagValue(facts, 'mtp_num_layers');
  return {
    shape: {
      model,
      teacher,
      parallel,
      split: readSplit(facts),
      batch,
      training,
      precision: readPrecision(facts),
      recompute: readRecompute(facts),
      loss: readLoss(facts),
      predictors: typeof predictors === 'number' ? predictors : 0,
      isUnfused: ['unfused', 'local'].includes(String(flagValue(facts, 'attention_backend'))),
      // The images for 3.x have apex, which later releases no longer need.
      fusesGradients:
        isInRange(facts.release.version, '3.7-3.12') && flagValue(facts, 'gradient_accumulation_fusion') !== false,
      imbalance: readImbalance(facts, model, training),
      sampling: readSampling(facts),
      doubt: readDoubt(facts, model, batch),
    },
  };
}

const sizeOf = (value: Value | undefined): number | undefined =>
  typeof value === 'number' && value > 0 ? value : undefined;

/** Reads the sizes of the parallel groups. A model without experts has none of those for experts. */
function readParallel(facts: Facts, missing: string[], hasExperts: boolean): ParallelSizes | undefined {
  const { layout } = facts;
  const { worldSize, tensorParallel, pipelineParallel, contextParallel, virtualStages } = layout;
  const [expert, expertTensor] = hasExperts ? [layout.expertParallel, layout.expertTensorParallel] : [1, 1];
  if (worldSize === undefined)
    missing.push(
      'the number of GPUs (set `NPROC_PER_NODE` and `NNODES`, or `world-size=` in a `# preflight:` comment)',
    );
  else if (layout.dataParallel === undefined) missing.push('a layout that divides the number of GPUs');
  if (!tensorParallel || !pipelineParallel || !contextParallel || !virtualStages || !expert || !expertTensor)
    missing.push('the sizes of tensor, pipeline, context or expert parallelism');
  if (!worldSize || !tensorParallel || !pipelineParallel || !contextParallel) return undefined;
  return {
    worldSize,
    tensor: tensorParallel,
    pipeline: pipelineParallel,
    virtual: virtualStages ?? 1,
    context: contextParallel,
    expert: expert ?? 1,
    expertTensor: expertTensor ?? 1,
    sequence: flagValue(facts, 'sequence_parallel') === true && tensorParallel > 1,
  };
}

function readSplit(facts: Facts): StageSplit {
  const layout = flagValue(facts, 'pipeline_model_parallel_layout');
  return {
    first: sizeOf(flagValue(facts, 'decoder_first_pipeline_num_layers')),
    last: sizeOf(flagValue(facts, 'decoder_last_pipeline_num_layers')),
    countsEmbedding: flagValue(facts, 'account_for_embedding_in_pipeline_split') === true,
    countsLoss: flagValue(facts, 'account_for_loss_in_pipeline_split') === true,
    stages: typeof layout === 'string' ? stagesOfLayout(layout) : undefined,
  };
}

/** Reads the tokens of a micro-batch. Preferences and pairs for embeddings consist of two sequences. */
function readBatch(facts: Facts, missing: string[]): BatchShape | undefined {
  const [type, task, packing] = ['rlhf_type', 'task_type', 'packing'].map((name) => flagValue(facts, name));
  const microBatch = sizeOf(flagValue(facts, 'micro_batch_size'));
  const globalBatch = sizeOf(flagValue(facts, 'global_batch_size'));
  const isPacked = packing === true;
  const sequence = isPacked ? facts.layout.sequenceLength : sizeOf(flagValue(facts, 'max_length'));
  const completion = type === 'grpo' ? sizeOf(flagValue(facts, 'max_completion_length')) : 0;
  if (packing === undefined) missing.push('whether samples are packed');
  if (sequence === undefined || completion === undefined)
    missing.push(`the length of ${isPacked ? 'a pack' : 'the longest sample'} (set \`max_length\`)`);
  if (!microBatch || !globalBatch) missing.push('the micro-batch size or the global batch size');
  if (!microBatch || !globalBatch || sequence === undefined || completion === undefined) return undefined;
  const isPair = type === 'dpo' || type === 'rm' || task === 'embedding';
  return { microBatch, globalBatch, sequence: sequence + completion, sequencesPerSample: isPair ? 2 : 1, isPacked };
}

function readRecompute(facts: Facts): Recompute {
  const [granularity, method, layers, modules] = [
    'recompute_granularity',
    'recompute_method',
    'recompute_num_layers',
    'recompute_modules',
  ].map((name) => flagValue(facts, name));
  const names = Array.isArray(modules) ? modules : ['core_attn'];
  const isOldForm = flagValue(facts, 'moe_layer_recompute') === true;
  return {
    granularity: granularity === 'full' || granularity === 'none' ? granularity : 'selective',
    isBlock: method === 'block',
    layers: sizeOf(layers) ?? 1,
    attention: names.includes('core_attn'),
    mlp: names.includes('mlp'),
    experts: names.includes('moe') || isOldForm,
    expertActivation: names.includes('moe_act'),
    sharedExperts: names.includes('shared_experts'),
    upProjection: names.includes('mla_up_proj'),
  };
}

/** Whether the loss compares the logits of the whole vocabulary with those of a teacher. */
const comparesLogits = (facts: Facts): boolean =>
  flagValue(facts, 'rlhf_type') === 'gkd' && typeof flagValue(facts, 'gkd_logits_topk') !== 'number';

function readLoss(facts: Facts): LossShape {
  const task = flagValue(facts, 'task_type') ?? 'causal_lm';
  const hasLogits = task === 'causal_lm' && flagValue(facts, 'rlhf_type') !== 'rm';
  const isFused = flagValue(facts, 'cross_entropy_loss_fusion') === true;
  // Without the flag, the implementation is unknown only where it follows from the version of Transformer Engine.
  const stated = flagValue(facts, 'cross_entropy_fusion_impl');
  const isTe = stated === 'te' || (stated === undefined && !findGiven(facts, 'cross_entropy_fusion_impl'));
  return {
    hasLogits,
    hasOutputLayer: hasLogits || task === 'generative_reranker',
    holdsReceived: flagValue(facts, 'rlhf_type') === 'dpo',
    implementation: comparesLogits(facts) ? 'divergence' : isFused ? (isTe ? 'te' : 'native') : 'unfused',
  };
}

export const isAdapterRun = (facts: Facts): boolean => String(tunerTypeOf(facts)).startsWith('lora');

/** Real routing is not balanced. Full training of the first releases needed more, as the authors of their examples state. */
function readImbalance({ release }: Facts, { experts }: ModelNumbers, { lora }: TrainingShape): number {
  if (!experts) return 0;
  return !lora && isInRange(release.version, '3.7-3.9') ? 0.1 : 0.037;
}

import type { Form } from '../../catalog/types';
import { findVariable } from '../../config/lookup';
import { changeFacts, type Facts } from '../../facts/facts';
import { flagValue } from '../../facts/values';
import { cardOf, formatGib } from '../../memory/card';
import { estimateMemory } from '../../memory/estimate';
import { fullestOf } from '../../memory/fit';
import { toCodeSpan } from './describeFlag';
import { describeSampling } from './describeMemory';
import { formatFit, formatParts } from './memory';

/** The flags that decide about memory, whose hover tells the effect of other values. */
const MEMORY_FLAGS: ReadonlySet<string> = new Set([
  'tensor_model_parallel_size',
  'pipeline_model_parallel_size',
  'context_parallel_size',
  'expert_model_parallel_size',
  'expert_tensor_parallel_size',
  'sequence_parallel',
  'decoder_first_pipeline_num_layers',
  'decoder_last_pipeline_num_layers',
  'virtual_pipeline_model_parallel_size',
  'micro_batch_size',
  'global_batch_size',
  'max_length',
  'packing_length',
  'seq_length',
  'packing',
  'max_completion_length',
  'recompute_granularity',
  'recompute_method',
  'recompute_num_layers',
  'recompute_modules',
  'moe_layer_recompute',
  'cross_entropy_loss_fusion',
  'cross_entropy_fusion_impl',
  'use_distributed_optimizer',
  'use_precision_aware_optimizer',
  'main_grads_dtype',
  'main_params_dtype',
  'exp_avg_dtype',
  'exp_avg_sq_dtype',
  'optimizer',
  'optimizer_cpu_offload',
  'optimizer_offload_fraction',
  'fp8_format',
  'fp8_param_gather',
  'tuner_type',
  'train_type',
  'lora_rank',
  'lora_dropout',
  'freeze_llm',
  'freeze_vit',
  'freeze_parameters_ratio',
  'attention_backend',
  'mtp_num_layers',
  'task_type',
  'beta',
  'fp16',
  'bf16',
  'accumulate_allreduce_grads_in_fp32',
  'account_for_embedding_in_pipeline_split',
  'account_for_loss_in_pipeline_split',
  'offload_teacher_model',
  'target_modules',
  'num_layers_per_virtual_pipeline_stage',
  'gradient_accumulation_fusion',
  'gkd_logits_topk',
]);

/** Flags that decide about memory, but have no other values to compare with. */
const FLAGS_WITHOUT_COMPARISON: ReadonlySet<string> = new Set([
  'model',
  'teacher_model',
  'rlhf_type',
  'modules_to_save',
  'freeze_parameters',
  'freeze_parameters_regex',
  'trainable_parameters',
  'trainable_parameters_regex',
  'pipeline_model_parallel_layout',
  'torch_dtype',
  'num_layers',
  'hidden_size',
  'ffn_hidden_size',
  'num_attention_heads',
  'num_query_groups',
  'kv_channels',
  'padded_vocab_size',
  'untie_embeddings_and_output_weights',
  'num_experts',
  'moe_ffn_hidden_size',
  'moe_shared_expert_intermediate_size',
  'moe_router_topk',
  'moe_layer_freq',
  'multi_latent_attention',
  'q_lora_rank',
  'kv_lora_rank',
]);

/** Launcher variables that decide how many GPUs a run has, and so how many share the optimizer's state. */
const COUNT_VARIABLES: ReadonlySet<string> = new Set(['NPROC_PER_NODE', 'NNODES']);

/** Variables that decide about memory in another way. */
const OTHER_VARIABLES: ReadonlySet<string> = new Set([
  'CUDA_VISIBLE_DEVICES',
  'PYTORCH_CUDA_ALLOC_CONF',
  'PYTORCH_ALLOC_CONF',
]);

/** Flags that share the GPUs between the training and vLLM. */
const SAMPLING_FLAGS: ReadonlySet<string> = new Set([
  'use_vllm',
  'vllm_mode',
  'vllm_gpu_memory_utilization',
  'sleep_level',
  'offload_model',
  'offload_optimizer',
]);

/** A difference that is worth telling, in GiB. */
const MIN_DIFFERENCE = 0.05;

/**
 * Describes the memory of a run, and that with other values of a flag: the cost of the flag is the difference. Empty if the
 * flag has no effect on it.
 */
export function describeMemoryEffect(facts: Facts, name: string, form: Form | undefined): string {
  const isCompared = MEMORY_FLAGS.has(name);
  if (!form || !(isCompared || FLAGS_WITHOUT_COMPARISON.has(name) || SAMPLING_FLAGS.has(name))) return '';
  const answer = estimateMemory(facts);
  if ('unknown' in answer) return '';
  const card = cardOf(facts);
  if (SAMPLING_FLAGS.has(name)) return describeSampling(answer.memory, card);
  const sum = `Memory of the fullest GPU: ${formatFit(answer.memory, card)}`;
  if (!isCompared) return `${sum} (${formatParts(fullestOf(answer.memory).parts)}).`;
  const effects = listEffects(facts, name, listOtherValues(facts, name, form), fullestOf(answer.memory).used);
  return effects.length === 0 ? '' : `${sum}. With other values, in GiB: ${effects.join('; ')}.`;
}

/**
 * Describes the memory of a run for a variable that decides about it, and that with other numbers of GPUs. Empty if the
 * variable has no effect on it.
 */
export function describeMemoryOfVariable(facts: Facts, name: string): string {
  const isCount = COUNT_VARIABLES.has(name);
  if (!isCount && !OTHER_VARIABLES.has(name)) return '';
  const answer = estimateMemory(facts);
  if ('unknown' in answer) return '';
  const sum = `Memory of the fullest GPU: ${formatFit(answer.memory, cardOf(facts))}`;
  const { used, parts } = fullestOf(answer.memory);
  const value = Number(findVariable(facts.config, name)?.values[0]?.value);
  const effects = isCount ? listEffects(facts, name, halfAndTwice(value), used) : [];
  return effects.length === 0
    ? `${sum} (${formatParts(parts)}).`
    : `${sum}. With other values, in GiB: ${effects.join('; ')}.`;
}

/** Lists the memory with other values of a flag or variable, and how far it differs. */
function listEffects(facts: Facts, name: string, values: readonly string[], used: number): string[] {
  return values.flatMap((value) => {
    const changed = estimateMemory(changeFacts(facts, name, value.split(' ')));
    if ('unknown' in changed) return [];
    const other = fullestOf(changed.memory).used;
    const difference = other - used;
    if (Math.abs(difference) < MIN_DIFFERENCE) return [];
    return [
      `${toCodeSpan(value)}: ${formatGib(other)} (${difference > 0 ? '+' : '-'}${formatGib(Math.abs(difference))})`,
    ];
  });
}

/** Lists values to compare with: the opposite, the other choices, or half and twice a number. */
function listOtherValues(facts: Facts, name: string, { type, choices }: Form): string[] {
  const value = flagValue(facts, name);
  if (name === 'recompute_modules') return listModules(facts).filter((each) => each !== [value].flat().join(' '));
  if (name === 'target_modules')
    return ['all-linear', 'linear_qkv linear_proj'].filter((each) => each !== [value].flat().join(' '));
  if (name === 'attention_backend') return ['flash', 'unfused'].filter((each) => each !== value);
  if (type === 'bool') return [String(value !== true)];
  if (type === 'enum')
    return (choices ?? []).flatMap((choice) => (choice === null || choice === value ? [] : [choice]));
  if (name === 'optimizer_offload_fraction') return ['0.5', '1'].filter((each) => Number(each) !== value);
  if (typeof value !== 'number') return [];
  if (type === 'float') return ['0', '0.5'].filter((each) => Number(each) !== value);
  return halfAndTwice(value);
}

const halfAndTwice = (value: number): string[] =>
  [value / 2, value * 2].filter((each) => Number.isInteger(each) && each > 0).map(String);

const listModules = (facts: Facts): string[] => [
  'core_attn',
  `core_attn ${typeof flagValue(facts, 'num_experts') === 'number' ? 'moe' : 'mlp'}`,
];

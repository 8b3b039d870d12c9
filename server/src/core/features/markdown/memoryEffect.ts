import type { Form } from '../../catalog/types';
import { changeFacts, type Facts } from '../../facts/facts';
import { flagValue } from '../../facts/values';
import { cardOf, formatGib } from '../../memory/card';
import { estimateMemory } from '../../memory/estimate';
import { fullestOf } from '../../memory/fit';
import { toCodeSpan } from './describeFlag';
import { describeSampling, formatFit, formatParts } from './memory';

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
]);

/** Flags that decide about memory, but have no other values to compare with. */
const FLAGS_WITHOUT_COMPARISON: ReadonlySet<string> = new Set([
  'model',
  'teacher_model',
  'rlhf_type',
  'modules_to_save',
  'freeze_parameters',
  'trainable_parameters',
  'pipeline_model_parallel_layout',
  'torch_dtype',
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
  const { used } = fullestOf(answer.memory);
  const effects = listOtherValues(facts, name, form).flatMap((value) => {
    const changed = estimateMemory(changeFacts(facts, name, value.split(' ')));
    if ('unknown' in changed) return [];
    const other = fullestOf(changed.memory).used;
    const difference = other - used;
    if (Math.abs(difference) < MIN_DIFFERENCE) return [];
    return [
      `${toCodeSpan(value)}: ${formatGib(other)} (${difference > 0 ? '+' : '-'}${formatGib(Math.abs(difference))})`,
    ];
  });
  if (effects.length === 0) return '';
  return `${sum}. With other values, in GiB: ${effects.join('; ')}.`;
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
  return [value / 2, value * 2].filter((each) => Number.isInteger(each) && each > 0).map(String);
}

const listModules = (facts: Facts): string[] => [
  'core_attn',
  `core_attn ${typeof flagValue(facts, 'num_experts') === 'number' ? 'moe' : 'mlp'}`,
];

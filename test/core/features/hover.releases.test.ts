import { describe, expect, it } from 'vitest';
import type { Command } from '../../../server/src/core/config/config';
import { atCursor, readShell, service } from '../../support/service';

function hoverOn(flag: string, release: string, command: Command): string {
  const { text, offset } = atCursor(`# preflight: ms-swift=${release}\nmegatron ${command} --${flag}$0 1\n`);
  return service.provideHover(readShell(text), offset)?.markdown ?? '';
}

/** A flag, a release, the facts that its hover states, and those of other releases that it must not state. */
type Row = [flag: string, release: string, stated: string[], absent: string[], command?: Command];

const ROWS: readonly Row[] = [
  ['adapters', '3.8.1', ['Has no effect on the trained weights'], ['Loads the weights']],
  ['adapters', '3.11.3', ['and `load_safetensors true`'], ['tuner_type', 'no effect']],
  ['adapters', '4.5.2', ['under `tuner_type lora`;'], ['lora_llm', 'train_type']],
  ['adapters', '4.5.3', ['under `tuner_type` lora and lora_llm'], []],
  ['attn_impl', '3.8.1', ['it runs FlashAttention 2', 'no effect in training'], ['FlashAttention 2 if unset']],
  ['attn_impl', '3.12.6', ['the vision tower, which runs on transformers code'], ['no effect', 'vit_attn_impl']],
  ['attn_impl', '4.5.2', ['with `vit_attn_impl`', 'no effect in training'], []],
  ['ckpt_dir', '3.12.6', ['it joins `adapters`; otherwise it replaces `model`'], ['no effect']],
  ['data_seed', '4.5.2', ['depends on the epoch number alone'], ['this seed']],
  ['data_seed', '4.6.0', ['the epoch number and on this seed'], ['alone']],
  ['context_parallel_size', '4.5.2', ['padded to a multiple of 2 x CP'], ['cached_dataset', 'The configured length']],
  ['reference_free', '3.12.6', ['keep the reference anyway'], [], 'rlhf'],
  ['reference_free', '4.5.2', ['Saves nothing'], ['keep the reference anyway'], 'rlhf'],
  ['num_generations_eval', '4.2.3', ['rolls out `generation_batch_size`'], ['produces `global_batch_size`'], 'rlhf'],
  ['num_generations_eval', '4.5.2', ['produces `global_batch_size`'], ['rolls out'], 'rlhf'],
  ['response_prefix', '3.8.1', ['no effect in training'], ['rollouts'], 'rlhf'],
  ['response_prefix', '4.5.2', ['in the rollouts of GRPO and GKD'], ['no effect'], 'rlhf'],
  ['max_memory', '4.5.2', ['that `megatron export` loads'], [], 'export'],
  ['task_type', '4.2.3', ['All three refuse `context_parallel_size` above 1'], []],
  ['task_type', '4.5.2', ['need a `loss_type`'], ['refuse `context_parallel_size`']],
  ['lazy_tokenize', '3.8.1', ['True tokenizes on the fly'], ['GRPO and GKD']],
  ['lazy_tokenize', '4.5.2', ['with either value', 'GRPO and GKD skip the pass'], ['on the fly']],
  ['lora_alpha', '3.8.1', ['Numerator of the LoRA scale'], ['stored there']],
  ['lora_alpha', '4.5.2', ['With `adapters`, the value stored there is used instead'], []],
  ['lr', '3.12.6', ['LoRA that comes from an adapter flag alone'], []],
  ['bridge_backend', '4.5.2', ['of that checkpoint', 'train with `save_safetensors false`'], []],
  ['bridge_backend', '4.5.3', ['of that checkpoint'], ['TypeError']],
  ['cp_comm_type', '4.6.0', ['GLM-5 Next need `all_gather`'], []],
  ['save_safetensors', '4.5.2', ['with `finetune`, `no_load_optim` and `no_load_rng` false'], []],
  ['template', '3.8.1', ['Multimodal templates without'], ['gpt_oss']],
  ['template', '4.5.2', ['`gpt_oss` and some multimodal ones'], []],
  ['packing', '4.5.2', ['`gpt_oss` and some multimodal ones, fail'], []],
  ['cached_dataset', '3.12.6', ['Rows longer than `max_length` are dropped.'], ['delete only']],
  ['vit_lr', '4.5.2', ['Muon then updates all weights'], []],
  ['optimizer', '4.5.2', ['or `--optimizer_cpu_offload true`'], []],
  ['cosine_max_len', '4.1.0', ['in effect: nothing: the first scoring fails'], [], 'rlhf'],
  ['cosine_max_len', '4.5.2', ['in effect: the value of max_completion_length'], ['TypeError'], 'rlhf'],
  ['advantage_estimator', '4.5.2', ['keep their own defaults'], ['accordingly'], 'rlhf'],
  ['advantage_estimator', '4.6.0', ['sets the defaults of both flags accordingly'], ['spelled out'], 'rlhf'],
  ['add_version', '3.8.1', ['point `load` or `adapter_load` at that subfolder'], ['checkpoint-N', 'mcore_model']],
  ['add_version', '3.12.0', ['Each save goes into `checkpoint-N`', '`adapter_load` at that folder'], ['mcore_model']],
  ['add_version', '4.5.2', ['point `mcore_model` or `mcore_adapter`', 'records no iteration'], ['into `save`']],
  ['save_interval', '3.11.3', ['With LoRA only the adapter is written'], ['-merged']],
  ['save_interval', '3.12.6', ['the whole merged model to `checkpoint-N-merged`'], ['only the adapter']],
  ['train_type', '3.8.1', ['and saves only the adapter'], ['merged model']],
  ['train_type', '3.12.6', ['Every save also writes the merged model'], ['saves only the adapter']],
  ['target_modules', '3.12.3', ['further entries are dropped'], ['beside it only']],
  ['target_modules', '3.12.4', ['beside it only `all-embedding` and `all-router` count'], ['further entries']],
  ['wandb_save_dir', '3.8.1', ['if `wandb_project` is set', 'in effect: the folder wandb in save'], ['SwanLab']],
  ['wandb_save_dir', '3.12.6', ['that `report_to` names', 'See also `report_to`'], ['wandb_project` is set']],
  ['cached_dataset', '3.8.1', ['nothing checks this'], ['Rejected with']],
  ['cached_dataset', '3.8.2', ['Rejected with `context_parallel_size` above 1'], ['nothing checks']],
  ['cached_dataset', '4.5.2', ['`cached_val_dataset`'], ['context_parallel_size` above 1', 'lazy_tokenize` stop']],
  [
    'decoder_first_pipeline_num_layers',
    '3.10.3',
    ['the sum is not checked', 'can also cut the model'],
    ['is rejected.'],
  ],
  ['decoder_first_pipeline_num_layers', '4.2.3', ['With a single stage it is rejected'], ['the sum is not checked']],
  ['enable_thinking', '4.2.3', ['Hybrid models count as on'], ['count as off', 'preserve_thinking']],
  ['enable_thinking', '4.3.1', ['Hybrid models count as off', '`preserve_thinking` controls'], []],
  ['expert_model_parallel_size', '4.5.2', ['On a dense model it is reset to 1'], ['dense models are rejected']],
  ['expert_tensor_parallel_size', '3.9.0', ['Unset means 1'], ['inherits TP']],
  ['kl_in_reward', '4.5.2', ['so set it yourself', 'gdpo'], ['follows `advantage_estimator`'], 'rlhf'],
  ['kl_in_reward', '4.6.0', ['The default follows `advantage_estimator`'], ['set it yourself'], 'rlhf'],
  ['load', '3.8.1', ['asks for random weights.'], ['load_safetensors']],
  ['load', '3.12.6', ['Without it the weights of `model` are read'], ['random weights']],
  ['load_safetensors', '3.11.3', ['so that no `load` checkpoint is needed'], ['No effect']],
  ['fp16', '3.12.6', ['an AssertionError without a message', '--moe_grouped_gemm false'], ['ValueError']],
  ['fp16', '4.5.2', ['a ValueError that names both'], ['AssertionError', 'moe_grouped_gemm false']],
  ['bf16', '4.5.2', ['a ValueError that names both'], ['AssertionError', 'Required by']],
  ['tp_comm_overlap', '3.8.1', ['an AssertionError follows after dataset preparation'], ['ValueError']],
  ['tp_comm_overlap', '4.5.2', ['a ValueError, before any data is read'], ['AssertionError']],
  ['num_experts', '3.10.3', ['moe_num_experts in config.json'], ['gpt-oss', 'num_local_experts']],
  ['num_experts', '3.12.6', ['gpt-oss has biases', 'or num_local_experts in config.json'], []],
  ['fp8_format', '3.8.1', ['a multiple of 8 x TP', 'at least 16'], ['blockwise of']],
  ['fp8_format', '3.11.0', ['at least 16; under recipe blockwise of 128'], ['32 x']],
  ['fp8_format', '4.5.2', ['a multiple of 16 x TP', 'under recipe mxfp8 of 32 x', 'delayed recipe, the default'], []],
  ['fp8_recipe', '3.8.1', ['Ignored without `fp8_format`'], ['still pads']],
  ['fp8_recipe', '4.5.2', ['blockwise still pads every batch', 'and mxfp8 to 32'], ['Ignored without']],
  ['attention_backend', '3.8.1', ['a bare KeyError', 'always fails with a TypeError'], ['crashes before', 'flash_2']],
  ['attention_backend', '3.12.4', ['`fused` crashes before training with a TypeError'], ['flash_2']],
  ['attention_backend', '3.12.5', ['a multiple of 64 x TP'], ['crashes before', '3.12.4']],
  ['attention_backend', '4.2.3', ['before any data', '`local`: Turns off all attention kernels'], ['flash_2', '3.12']],
  ['attention_backend', '4.3.0', ['`flash_2`: FlashAttention 2 only'], ['after data preparation', 'TypeError']],
  ['lazy_tokenize', '3.10.3', ['multimodal model without streaming and packing, else'], ['cached_val_dataset']],
  ['lazy_tokenize', '3.11.0', ['packing and cached datasets, else False'], ['group_by_length']],
  ['lazy_tokenize', '4.5.2', ['cached datasets and group_by_length, else False'], []],
  ['moe_router_load_balancing_type', '3.8.1', ['The two loss variants'], ['global_aux_loss', 'Kimi']],
  [
    'moe_router_load_balancing_type',
    '4.2.3',
    ['Any explicit value is rejected', 'three loss variants'],
    ['Ling', 'Nemotron'],
  ],
  [
    'moe_router_load_balancing_type',
    '4.5.2',
    ['Ling hybrid models, with mcore-bridge 1.6'],
    ['is rejected, because', 'GLM-5'],
  ],
  ['moe_router_load_balancing_type', '4.6.0', ['`none` for GLM-5 Next with mcore-bridge 1.6.5'], []],
  ['ref_adapters', '4.5.2', ['The adapter is never read'], ['IndexError'], 'rlhf'],
  ['ref_adapters', '4.6.0', ['a local folder'], ['never read'], 'rlhf'],
  ['temperature', '3.12.6', ['the loss of GKD divides'], ['whose losses divide'], 'rlhf'],
  ['wandb_exp_name', '3.12.6', ['in effect: the value of save'], ['Please specify'], 'sft'],
  ['save_retain_interval', '3.12.6', ['Deletes nothing'], ['unrecognized arguments']],
  ['target_regex', '4.6.0', ['Needs `save_safetensors` false'], []],
  ['seq_length', '3.8.1', ['in effect: max_length, else max_position'], ['packing_length']],
  ['seq_length', '3.9.0', ['in effect: packing_length, else max_length'], []],
  ['sequence_parallel', '3.8.1', ['switched off with a warning', 'Default: `False` (ms-swift'], ['silently']],
  ['sequence_parallel', '4.5.2', ['a given true is switched off silently'], ['in effect', 'mlp_padding_free`, even']],
  ['apply_rope_fusion', '4.5.2', ['switch a given true off', 'Default: `False` (ms-swift'], ['in effect']],
  ['split_dataset_ratio', '4.5.2', ['A given share is reset to 0', 'Default: `0` (ms-swift'], ['in effect']],
  ['beta', '3.8.1', ['near 0 the reference is ignored'], ['GRPO', 'GKD', 'KTO'], 'rlhf'],
  ['beta', '4.5.2', ['full training loads it and keeps it in memory'], ['needs no reference'], 'rlhf'],
  ['weight_decay', '3.12.6', ['constant over the run.'], ['weight_decay_incr_style']],
  ['weight_decay', '4.5.2', ['unless `weight_decay_incr_style`', '`end_weight_decay`'], []],
  ['truncation_strategy', '3.8.1', ['`delete`'], ['split']],
  ['truncation_strategy', '3.11.3', ['`split` refuses `lazy_tokenize`', 'does not work with `cached_dataset`'], []],
  ['rope_scaling', '3.11.2', ['Without `factor`, `max_model_len` is required and'], ['unless the type']],
  ['rope_scaling', '4.5.2', ['is required, unless the type is `default`'], []],
];

describe('hover on a flag whose meaning changed between releases', () => {
  it.each(ROWS)('states for %s only the facts of %s', (flag, release, stated, absent, command = 'sft') => {
    const text = hoverOn(flag, release, command);
    // The line of releases tells what changed; it is not about this release.
    const own = text.replace(/^Releases: .*$/m, '');
    for (const fact of stated) expect(own).toContain(fact);
    for (const fact of absent) expect(own).not.toContain(fact);
  });

  it('links to the declaration in that release', () => {
    expect(hoverOn('lr', '3.8.1', 'sft')).toContain('/v3.8.1/swift/megatron/argument/megatron_args.py#L145)');
    expect(hoverOn('lr', '4.5.2', 'sft')).toContain('/v4.5.2/swift/megatron/arguments/megatron_args.py#L529)');
    // pt and rlhf override it; the declaration that sft has is the one that counts.
    expect(hoverOn('loss_scale', '4.5.2', 'sft')).toContain('/v4.5.2/swift/arguments/base_args/template_args.py#L140)');
  });
});

describe('completion of a value whose meaning changed between releases', () => {
  it.each([
    ['3.12.6', ['flash', 'fused', 'unfused', 'local', 'auto']],
    ['4.3.0', ['flash', 'fused', 'unfused', 'local', 'auto', 'flash_2', 'flash_3', 'flash_4']],
  ])('offers the values of %s with what they do there', (release, values) => {
    const { text, offset } = atCursor(`# preflight: ms-swift=${release}\nmegatron sft --attention_backend $0\n`);
    const offered = service.complete(readShell(text), offset).filter(({ kind }) => kind === 'value');
    expect(offered.map(({ label }) => label)).toEqual(values);
    const local = offered.find(({ label }) => label === 'local')?.summary;
    expect(local).toContain(release === '3.12.6' ? 'TypeError' : 'kernels');
  });
});

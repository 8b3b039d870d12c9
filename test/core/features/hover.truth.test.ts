import { describe, expect, it } from 'vitest';
import type { Command } from '../../../server/src/core/config/config';
import { atCursor, readShell, service } from '../../support/service';

/** Returns the hover text of a flag in a release. */
function hoverOn(flag: string, release: string, command: Command): string {
  const { text, offset } = atCursor(`# preflight: ms-swift=${release}\nmegatron ${command} --${flag}$0 1\n`);
  return service.provideHover(readShell(text), offset)?.markdown ?? '';
}

/** Facts that the hover must state, which the argument page of 3.8 lacks or contradicts. */
interface HoverCase {
  flag: string;
  expected: readonly string[];
  release?: string;
  command?: Command;
}

const UNSET = 'Default: none; in effect: ';

/**
 * Cases in which the program contradicts the argument page of 3.8 or the page says nothing. Measured with the argument
 * classes of ms-swift 3.8.1 and the validators of Megatron core 0.13, or read in their sources.
 */
const PROGRAM_BEHAVIOR: readonly HoverCase[] = [
  { flag: 'no_rope_fusion', expected: [`${UNSET}True with multi_latent_attention or rotary_interleaved, else False`] },
  {
    flag: 'lazy_tokenize',
    expected: [`${UNSET}True for a multimodal model without streaming and packing, else False`],
  },
  {
    flag: 'ffn_hidden_size',
    expected: ['int((4 x hidden_size x 2/3) / 64) x 64 with swiglu', 'That holds only without `swiglu`'],
  },
  {
    flag: 'no_bias_swiglu_fusion',
    expected: ['that is a mistake', 'The flag that works is `--no_bias_swiglu_fusion true`'],
  },
  ...['3.8.1', '3.10.3', '3.12.6'].map((release) => ({
    flag: 'no_log_learning_rate_to_tensorboard',
    expected: ['True actually stops the run', '`unrecognized arguments`'],
    release,
  })),
  { flag: 'moe_token_dispatcher_type', expected: ['`alltoall_seq`: gone since Megatron core 0.13: the run exits'] },
  { flag: 'attention_backend', expected: ['`local`: Documented, but always fails with a TypeError'] },
  { flag: 'logging_level', expected: ['Megatron parses an integer', 'Write 20, not INFO'] },
  { flag: 'packing_length', expected: ['Packing never sees the value and always fills to `max_length`'] },
  { flag: 'group_query_attention', expected: ['always num_query_groups > 1', 'A given value is always replaced'] },
  {
    flag: 'distributed_timeout_minutes',
    expected: ['always ddp_timeout / 60 = 300000', 'A given value is always replaced'],
  },
  // Filled from config.json first; the default of the page is only the last resort.
  { flag: 'num_query_groups', expected: [`${UNSET}num_key_value_heads in config.json, else 1`] },
  { flag: 'norm_epsilon', expected: [`${UNSET}rms_norm_eps in config.json, else 1e-5`] },
  { flag: 'rotary_base', expected: [`${UNSET}rope_theta in config.json, else 10000`] },
  {
    flag: 'position_embedding_type',
    expected: [`${UNSET}mrope if rope_scaling in config.json has mrope_section, else rope`],
  },
  {
    flag: 'truncation_strategy',
    expected: [`${UNSET}left with grpo, else delete`],
    release: '4.2.3',
    command: 'rlhf',
  },
  { flag: 'swiglu', expected: [`${UNSET}True`, 'another activation there does not turn it off'] },
  {
    flag: 'untie_embeddings_and_output_weights',
    expected: [`${UNSET}the opposite of tie_word_embeddings in config.json, else True`],
  },
  { flag: 'disable_bias_linear', expected: [`${UNSET}the opposite of mlp_bias in config.json, else True`] },
  { flag: 'add_qkv_bias', expected: [`${UNSET}attention_bias, qkv_bias or use_bias in config.json, else True`] },
  { flag: 'attention_dropout', expected: [`${UNSET}attention_dropout in config.json, else 0`] },
  { flag: 'multi_latent_attention', expected: [`${UNSET}True if config.json has kv_lora_rank, else False`] },
  { flag: 'kv_lora_rank', expected: [`${UNSET}kv_lora_rank in config.json, else 32`] },
  { flag: 'qk_head_dim', expected: [`${UNSET}qk_nope_head_dim in config.json, else 128`] },
  { flag: 'qk_pos_emb_head_dim', expected: [`${UNSET}qk_rope_head_dim in config.json, else 64`] },
  { flag: 'moe_router_topk', expected: ['in config.json, else 2'] },
  { flag: 'moe_router_pre_softmax', expected: [`${UNSET}the opposite of norm_topk_prob in config.json, else False`] },
  { flag: 'moe_router_score_function', expected: [`${UNSET}scoring_func in config.json`, 'else softmax'] },
  {
    flag: 'moe_router_load_balancing_type',
    expected: [`${UNSET}seq_aux_loss for DeepSeek and dots.llm1, else aux_loss`],
  },
  {
    flag: 'moe_router_enable_expert_bias',
    expected: [`${UNSET}True if the model has sigmoid scores, else False`],
  },
  {
    flag: 'moe_layer_freq',
    expected: ["from first_k_dense_replace or moe_layer_start_index in config.json, else '1'"],
  },
  { flag: 'wandb_project', expected: [`${UNSET}'' (wandb is off)`] },
  { flag: 'wandb_exp_name', expected: [`${UNSET}''`] },
  { flag: 'wandb_save_dir', expected: [`${UNSET}the folder wandb in save`] },
  {
    flag: 'lr_decay_style',
    expected: ['Only cosine, linear and constant are accepted', 'through `extra_megatron_kwargs`'],
  },
  { flag: 'recompute_granularity', expected: ['No value switches recomputation off'] },
  { flag: 'recompute_granularity', expected: ['`none`: No recomputation'], release: '3.12.3' },
  {
    flag: 'qk_layernorm',
    expected: [`${UNSET}use_qk_norm in config.json; True for Qwen3, DeepSeek V2/V3 and a few others; else False`],
  },
  { flag: 'use_precision_aware_optimizer', expected: ['Default: `False`', '`optimizer_cpu_offload` requires it'] },
  { flag: 'moe_enable_deepep', expected: ['Default: `False`', 'off unless set'] },
  {
    flag: 'optimizer_cpu_offload',
    expected: ['the run stops, after the data was prepared', 'unless `use_precision_aware_optimizer` is true'],
  },
  { flag: 'ckpt_format', expected: ["Megatron's torch_dcp is not offered", 'saving in it stops the run'] },
  { flag: 'calculate_per_token_loss', expected: ['Default: `True`'] },
  {
    flag: 'calculate_per_token_loss',
    expected: ['Default: `False`', '`megatron rlhf` overrides it to off'],
    command: 'rlhf',
  },
  {
    flag: 'freeze_parameters_ratio',
    expected: ['Any value above 0 together with `pipeline_model_parallel_size`'],
  },
];

describe('hover on a flag that the argument page of 3.8 describes incompletely', () => {
  it.each(PROGRAM_BEHAVIOR.map((each) => ({ release: '3.8.1', command: 'sft' as const, ...each })))(
    'states the behavior of $flag in $release, megatron $command: $expected.0',
    ({ flag, release, command, expected }) => {
      const text = hoverOn(flag, release, command);
      for (const fact of expected) expect(text).toContain(fact);
    },
  );
});

describe('hover on a flag that changed after the argument page of 3.8', () => {
  it.each<HoverCase & { release: string }>([
    { flag: 'train_iters', release: '3.10.3', expected: ['`max_epochs` may end the run earlier'] },
    { flag: 'train_iters', release: '3.12.6', expected: ['the number computed from `max_epochs` replaces it'] },
    { flag: 'packing_length', release: '3.10.1', expected: ['Length to pack to; unset, it is `max_length`'] },
    { flag: 'lr_warmup_iters', release: '4.5.2', expected: ['With both, the fraction silently takes precedence'] },
    { flag: 'temperature', release: '3.11.3', command: 'rlhf', expected: ['rollouts of GRPO'] },
    { flag: 'stop_words', release: '4.5.2', command: 'rlhf', expected: ['rollouts of GRPO and GKD'] },
    { flag: 'moe_aux_loss_coeff', release: '3.7.0', expected: [`${UNSET}router_aux_loss_coef in config.json, else 0`] },
    { flag: 'torch_dtype', release: '3.9.3', expected: ['every value ends with exit code 2'] },
    { flag: 'torch_dtype', release: '4.5.2', expected: ['`bfloat16`: trains in bf16'] },
    {
      flag: 'padding_free',
      release: '3.11.3',
      command: 'rlhf',
      expected: ['False breaks `megatron rlhf` in the first step'],
    },
  ])('states the behavior of $flag in $release: $expected.0', ({ flag, release, command = 'sft', expected }) => {
    const text = hoverOn(flag, release, command);
    for (const fact of expected) expect(text).toContain(fact);
    expect(text).not.toContain('without effect in the megatron commands');
  });
});

it.each([
  ['distributed_timeout_minutes', '3.12.6', 'called `ddp_timeout` (seconds, not minutes) from 4.0.0'],
  ['ddp_timeout', '4.5.2', 'replaces `distributed_timeout_minutes` (minutes, not seconds) from 4.0.0'],
  ['max_length', '3.8.1', 'replaces `seq_length` (with another meaning) from 4.0.0'],
])('hover on %s in %s states the unit of the other name', (flag, release, line) => {
  expect(hoverOn(flag, release, 'sft')).toContain(line);
});

describe('hover on a flag whose text names other flags', () => {
  it('uses the names of the release', () => {
    const text = hoverOn('no_save_optim', '4.5.2', 'sft');
    expect(text).toContain('See also `no_save_rng`, `no_load_optim`, `save_steps`, `finetune`');
    expect(hoverOn('no_save_optim', '3.8.1', 'sft')).toContain('`save_interval`, `finetune`');
  });

  it.each([
    ['no_save_rng', '3.8.1', ''],
    ['tuner_type', '4.5.2', ''],
    ['init_strategy', '4.5.2', ''],
    ['async_save', '3.12.6', ''],
  ])('explains renamed flags in the text of %s in %s: “%s”', (flag, release, line) => {
    const text = hoverOn(flag, release, 'sft');
    if (line === '') expect(text).not.toContain(`In ms-swift ${release}: `);
    else expect(text).toContain(line);
  });

  it.each([
    ['lora_rank', '4.5.2', 'tuner_type', 'train_type'],
    ['lr', '4.5.2', 'tuner_type', 'train_type'],
    ['streaming', '4.5.2', 'dataloader_num_workers', 'num_workers'],
    ['lr', '3.8.1', 'train_type', 'tuner_type'],
  ])('uses in the text of %s in %s the name %s, not %s', (flag, release, name, otherName) => {
    const text = hoverOn(flag, release, 'sft').replace(/^Releases: .*$/m, '');
    expect(text).toContain(`\`${name}`);
    expect(text).not.toContain(`\`${otherName}`);
  });

  it('names only flags of the release after See also', () => {
    let namedCount = 0;
    for (const release of ['3.8.1', '3.12.6', '4.5.2']) {
      const { flags, forms } = service.catalog.view(release, 'rlhf');
      for (const { name } of flags) {
        const text = service.describeTopic({ flag: name, command: 'rlhf', version: release }) ?? '';
        const see = /^See also (.*)$/m.exec(text)?.[1] ?? '';
        const others = [...see.matchAll(/`(\w+)`/g)].map(([, other = '']) => other);
        expect(
          others.filter((other) => !forms.has(other)),
          name,
        ).toEqual([]);
        namedCount += others.length;
      }
    }
    expect(namedCount).toBeGreaterThan(500);
  });
});

describe('hover on a flag with explained values', () => {
  it.each([
    ['loss_type', '3.8.1', ['sigmoid', 'discopop'], ['kto', 'dapo', 'infonce', 'fipo']],
    ['loss_type', '3.12.6', ['sigmoid', 'kto', 'dapo'], ['infonce', 'real', 'fipo']],
    ['loss_type', '4.5.2', ['sigmoid', 'kto', 'dapo', 'infonce', 'real', 'fipo'], []],
    ['loss_scale', '3.8.1', ['last_round_with_ignore_empty_think', 'hermes'], []],
    ['loss_scale', '4.5.2', ['last_round', 'hermes'], ['last_round_with_ignore_empty_think']],
    ['agent_template', '4.5.2', ['glm4_5'], ['glm4_0414']],
  ])('explains the values of %s that %s accepts, as completion offers them', (flag, release, known, unknown) => {
    const hover = hoverOn(flag, release, 'rlhf');
    const { text, offset } = atCursor(`# preflight: ms-swift=${release}\nmegatron rlhf --${flag} $0\n`);
    const offered = service.complete(readShell(text), offset).map(({ label }) => label);
    for (const value of known) {
      expect(hover).toMatch(new RegExp(`^- .*\`${value}\``, 'm'));
      expect(offered).toContain(value);
    }
    for (const value of unknown) {
      expect(hover).not.toMatch(new RegExp(`^- .*\`${value}\``, 'm'));
      expect(offered).not.toContain(value);
    }
  });
});

describe('flags documented by the argument page of 3.8', () => {
  const { flags } = service.catalog.view('3.8.1', 'rlhf');

  it('match the numbers of flags that the page describes and stars', () => {
    expect(flags.filter(({ documented }) => documented)).toHaveLength(186);
    expect(flags.filter(({ starred }) => starred)).toHaveLength(52);
    expect(flags.filter(({ starred, documented }) => starred && !documented)).toEqual([]);
  });
});

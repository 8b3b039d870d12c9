import { printValue } from '../../catalog/value';
import { findGiven } from '../../facts/givens';
import { fixRemove } from '../../lint/fix';
import type { Rule } from '../../lint/rule';

/** Flags that determine the shape of the weights: a checkpoint for other values cannot be loaded. */
const STRUCTURAL_FLAGS = [
  'num_layers',
  'hidden_size',
  'ffn_hidden_size',
  'num_attention_heads',
  'num_query_groups',
  'kv_channels',
  'padded_vocab_size',
  'untie_embeddings_and_output_weights',
  'add_qkv_bias',
  'disable_bias_linear',
  'qk_layernorm',
  'swiglu',
  'multi_latent_attention',
  'q_lora_rank',
  'kv_lora_rank',
  'qk_head_dim',
  'qk_pos_emb_head_dim',
  'num_experts',
  'moe_ffn_hidden_size',
  'moe_shared_expert_intermediate_size',
  'moe_router_topk',
  'moe_router_score_function',
  'moe_layer_freq',
  'rotary_base',
  'norm_epsilon',
  'position_embedding_type',
  'rotary_interleaved',
];

export const modelOverride: Rule = {
  id: 'model.override',
  title: 'Flag that contradicts the model’s config.json',
  severity: 'warning',
  outcome: 'overridden',
  releases: '3.7-3.12',
  why: 'ms-swift fills in only flags that are not given, so the flag silently takes precedence, although the weights of the model were created with the other value.',
  source: 'swift/megatron/argument/train_args.py of 3.8.1, init_model_args',
  bad: [{ flags: '--num_layers 27', model: { num_hidden_layers: 28 } }],
  good: [
    { flags: '--num_layers 28', model: { num_hidden_layers: 28 } },
    { flags: '--num_layers 27' },
    { flags: '--num_attention_heads 8', model: { num_hidden_layers: 28 } },
    { flags: '--lr 1e-5', model: { num_hidden_layers: 28 } },
  ],
  checkFlag: ({ entry, flag, value }, facts) => {
    const { model } = facts;
    if (!model || !flag || value === undefined || !STRUCTURAL_FLAGS.includes(flag.name)) return [];
    const modelValue = model.get(flag.name);
    if (
      modelValue === undefined ||
      modelValue === null ||
      modelValue === value ||
      findGiven(facts, flag.name)?.entry !== entry
    )
      return [];
    return [
      {
        message: `${flag.name} ${printValue(value)} contradicts config.json of the model, which says ${printValue(modelValue)}. The flag takes precedence, although the weights were made with the other value.`,
        span: entry.fullSpan,
        flags: [flag.name],
        fixes: [fixRemove(entry, flag.name)],
      },
    ];
  },
};

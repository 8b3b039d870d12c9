/**
 * Rules on failures after the point where the collected verdicts end, each with its reason: in the first step or later,
 * or with the contents of a checkpoint. Their findings on an accepted command line may be right, and are counted apart.
 */
export const LATER_RULES: Readonly<Record<string, string>> = {
  'moe.sinkhorn-aux':
    'The router rejects the loss in the first forward pass (megatron/core/transformer/moe/router.py).',
  'model.attn-unfused':
    'Transformer Engine finds no kernel for packed sequences in the first forward pass (log in ms-swift issue 6369).',
  'data.packing-attn': 'The same failure as model.attn-unfused, for packed samples.',
  'env.deterministic-attention':
    'Megatron reads the variable when it builds the attention, which the verdicts of 3.8.1 do not reach.',
  'par.moe-tp-needs-sp':
    'Megatron rejects a mixture of experts with tensor parallelism and without sequence parallelism in the first forward pass (moe_layer.py, MoELayer.forward).',
  'par.vpp-microbatches':
    'The interleaved schedule counts its micro-batches in the first step (schedules.py, forward_backward_pipelining_with_interleaving).',
  'par.vpp-group':
    'The interleaved schedule counts its micro-batches in the first step (schedules.py, forward_backward_pipelining_with_interleaving).',
  'par.vpp-remainder':
    'The interleaved schedule counts its micro-batches in the first step (schedules.py, forward_backward_pipelining_with_interleaving).',
  'range.fraction':
    'Dropout is checked when the model or the adapter is built, the share of the validation data when the data is loaded (tuners/lora.py, dataset/loader.py).',
  'ckpt.zarr':
    'The first save stops, which the verdicts do not reach (megatron/training/checkpointing.py, save_checkpoint).',
  'rec.uniform-block-range':
    'The layers are walked through in units in the first step (transformer_block.py, _checkpointed_forward).',
  'env.node-rank-range': 'torchrun waits for a node of that rank before any Python of ms-swift runs.',
  'log.interval-zero':
    'The step is divided by the interval in the first or second step (trainers/base.py, training_log; default_flow.py).',
  'model.rotary-share':
    'The rotary frequencies are counted when the model is built, which the verdicts of 3.8.1 do not reach (model/rope.py).',
  'rlhf.rollout-uneven':
    'The shares of the GPUs are added up when the first answers are sampled (grpo_trainer.py, get_local_rollout_batch).',
  'rlhf.loss-type':
    'The value is compared when the first loss is computed (dpo_trainer.py and grpo_trainer.py, compute_loss).',
  'rlhf.f-divergence':
    'The value is compared in every loss, and an unknown one trains as reverse_kl (TRL dpo_trainer.py, dpo_loss).',
  'rlhf.padding-free': 'The trainer reads data of padding-free batches in the first step (dpo_trainer.py, get_logps).',
  'rlhf.vpp':
    'The reference model is counted in the first step, the teacher when it is loaded (grpo_trainer.py, gkd_trainer.py).',
  'rlhf.vllm-server': 'The address is used when the trainer connects to the server (vllm_client.py, VLLMClient).',
  'rlhf.vllm-server-lists':
    'The lists are compared when the trainer connects to the servers (vllm_client.py, VLLMClient).',
  'rlhf.reward-unknown':
    'From 4.3 on an unknown name is called like a function when the first completions are scored (rlhf_trainers/utils.py, resolve_reward_funcs).',
  'ckpt.fsdp-async': 'The writer of the first checkpoint rejects it (megatron_lm_utils.py, save_mcore_checkpoint).',
  'ckpt.fsdp-vpp': 'The writer of the first checkpoint rejects it (megatron_lm_utils.py, generate_state_dict).',
  'tune.target-missing':
    'PEFT looks for the layers when the LoRA is put on the model, which the verdicts of 3.8.1 and 4.2.3 do not reach (tuners_utils.py, inject_adapter).',
  'data.padding-side':
    'The collator refuses padding on the left at the first batch (template/base.py, _data_collator).',
  'exp.fp8-precision':
    'The test refuses FP8 after the weights were converted (convert_utils.py, test_convert_precision).',
  'tune.regex-saved': 'The adapter is refused when the first checkpoint is saved (init.py, save_pretrained).',
  'tune.vit-gc-nesting':
    'The vision tower refuses the options after the model was built (base.py, _prepare_vit_gradient_checkpointing).',
};

/** The texts that the keystrokes are counted for, by file name: each from an empty file. */
export const TARGETS = {
  'lora.sh': `#!/usr/bin/env bash
# preflight: ms-swift=4.5.2

NNODES=2 \\
NODE_RANK=$NODE_RANK \\
MASTER_ADDR=$MASTER_ADDR \\
NPROC_PER_NODE=8 \\
megatron sft \\
    --model Qwen/Qwen3-8B \\
    --dataset AI-ModelScope/alpaca-gpt4-data-en \\
    --tuner_type lora \\
    --lora_rank 8 \\
    --lora_alpha 32 \\
    --target_modules all-linear \\
    --tensor_model_parallel_size 2 \\
    --sequence_parallel true \\
    --micro_batch_size 2 \\
    --global_batch_size 32 \\
    --recompute_granularity selective \\
    --num_train_epochs 1 \\
    --max_length 4096 \\
    --packing true \\
    --finetune true \\
    --lr 1e-4 \\
    --min_lr 1e-5 \\
    --lr_warmup_fraction 0.05 \\
    --attention_backend flash \\
    --cross_entropy_loss_fusion true \\
    --dataloader_num_workers 4 \\
    --save_steps 200 \\
    --output_dir output/lora`,
  'lora.yaml': `# preflight: ms-swift=4.5.2
model: Qwen/Qwen3-8B
dataset: AI-ModelScope/alpaca-gpt4-data-en
tuner_type: lora
lora_rank: 8
lora_alpha: 32
target_modules: all-linear
tensor_model_parallel_size: 2
micro_batch_size: 2
global_batch_size: 32
num_train_epochs: 1
max_length: 4096
lr: 1e-4
save_steps: 200
output_dir: output/lora`,
};

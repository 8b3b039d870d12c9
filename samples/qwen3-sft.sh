#!/usr/bin/env bash
# preflight: ms-swift=3.8.1
# Full-parameter fine-tuning of Qwen3-8B on one node with eight GPUs.
# Three mistakes are in here; hover over them and press Ctrl+. for the fixes.

export PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True
LR=1e-5

NPROC_PER_NODE=8 \
megatron sft \
    --model Qwen/Qwen3-8B \
    --load Qwen3-8B-mcore \
    --dataset AI-ModelScope/alpaca-gpt4-data-en#500 \
    --tensor_model_parallel_size 2 \
    --sequence_parallel true \
    --micro_batch_size 1 \
    --global_batch_size 16 \
    --recompute_granularity full \
    --lr $LR \
    --min_lr 1e-6 \
    --lr_warmup_fraction 0.05 \
    --max_epochs 1 \
    --max_lenght 4096 \
    --packing ture \
    --attention_backend flash \
    --finetune true \
    --save output/qwen3-8b \
    --save_interval 200

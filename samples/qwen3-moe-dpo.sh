#!/usr/bin/env bash
# preflight: ms-swift=3.8.1
# DPO of a mixture-of-experts model on two nodes. Start it on both, with NODE_RANK 0 and 1.

NNODES=2 \
NODE_RANK=${NODE_RANK:-0} \
MASTER_ADDR=${MASTER_ADDR:-127.0.0.1} \
MASTER_PORT=29500 \
NPROC_PER_NODE=8 \
megatron rlhf \
    --rlhf_type dpo \
    --model Qwen/Qwen3-30B-A3B-Instruct-2507 \
    --load Qwen3-30B-A3B-Instruct-2507-mcore \
    --dataset hjh0119/shareAI-Llama3-DPO-zh-en-emoji \
    --train_type lora \
    --lora_rank 8 \
    --lora_alpha 32 \
    --target_modules all-linear \
    --tensor_model_parallel_size 2 \
    --sequence_parallel true \
    --expert_model_parallel_size 8 \
    --moe_grouped_gemm true \
    --moe_permute_fusion true \
    --moe_aux_loss_coeff 1e-3 \
    --micro_batch_size 1 \
    --global_batch_size 16 \
    --recompute_granularity full \
    --recompute_method uniform \
    --recompute_num_layers 1 \
    --packing true \
    --lr 1e-4 \
    --min_lr 1e-5 \
    --max_epochs 1 \
    --max_length 8192 \
    --beta 0.1 \
    --finetune true \
    --save output/qwen3-30b-dpo

#!/bin/bash
export NOTE=kept HF_TOKEN=hf_abcdefghijklmnop WANDB_API_KEY=$WANDB_API_KEY
megatron sft --load "$1" --dataset /shared/d.jsonl --train_iters 100

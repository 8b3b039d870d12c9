#!/bin/bash
NNODES=${NNODES:-1} NPROC_PER_NODE=8 megatron sft --train_iters 100 --dataset /shared/data/train.jsonl --load "$1" --tensor_model_parallel_size 2

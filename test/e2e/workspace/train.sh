#!/usr/bin/env bash
# preflight: ms-swift=3.8.1
NAME='two words'

NPROC_PER_NODE=2 \
NOTE="it's $NAME" \
megatron sft \
    --model 'models/a b' \
    --system 'Say "hello", it'\''s $HOME' \
    --dataset one 'number two' \
    --tensor_model_parallel_size 2 \
    --lr 1e-5 \
    --load models/mcore \
    --train_iters 10

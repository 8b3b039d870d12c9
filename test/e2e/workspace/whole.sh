#!/usr/bin/env bash
# preflight: ms-swift=3.8.1
NPROC_PER_NODE=2 megatron sft \
    --model m \
    --save "output/$(basename "$0")"

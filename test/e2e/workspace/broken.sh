#!/usr/bin/env bash
# preflight: ms-swift=3.8.1
megatron sft \
    --model m \
    --packing ture

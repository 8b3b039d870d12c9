#!/usr/bin/env bash
RATE=1e-5
megatron sft run.yaml \
    --recompute_granularity full \
    --lr $RATE

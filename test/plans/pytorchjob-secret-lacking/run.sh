HF_TOKEN=hf_abcdefghijklmnop NPROC_PER_NODE=1 megatron sft --load /m

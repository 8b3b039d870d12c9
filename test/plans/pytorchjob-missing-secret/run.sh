HF_TOKEN=hf_abcdefghijklmnop NPROC_PER_NODE=1 megatron sft --train_iters 100 --dataset /shared/data/train.jsonl --load /m

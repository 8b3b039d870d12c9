NPROC_PER_NODE=8 HF_TOKEN=hf_abcdefghijklmnop megatron sft --train_iters 100 --dataset /shared/data/train.jsonl --load /m --tensor_model_parallel_size 2

# preflight: ms-swift=3.8.1 world-size=8
NPROC_PER_NODE=8 megatron sft --train_iters 100 --dataset /shared/data/train.jsonl --load /m --tensor_model_parallel_size 8

NPROC_PER_NODE=8 megatron pt --train_iters 100 --dataset /shared/data/train.jsonl --load /shared/models/m --tensor_model_parallel_size 2

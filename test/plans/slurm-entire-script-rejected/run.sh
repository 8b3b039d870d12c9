export NNODES=1 NODE_RANK=0 MASTER_ADDR=127.0.0.1 NPROC_PER_NODE=4
megatron sft --train_iters 100 --dataset /shared/data/train.jsonl --load "$1"

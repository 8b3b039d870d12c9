# preflight: ms-swift=4.2.3
NPROC_PER_NODE=8 megatron sft conf/run.yaml --train_iters 100 --lr 1e-5

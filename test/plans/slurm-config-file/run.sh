# preflight: ms-swift=4.2.3
NPROC_PER_NODE=8 megatron sft conf/run.yaml --lr 1e-5

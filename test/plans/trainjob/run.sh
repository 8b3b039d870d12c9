# preflight: ms-swift=4.2.3
megatron sft run.yaml --train_iters 100 --lr 1e-5

# preflight: ms-swift=4.2.3
megatron sft run.yaml --lr 1e-5

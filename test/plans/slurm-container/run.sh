NPROC_PER_NODE=8 megatron pt --load /shared/models/m --tensor_model_parallel_size 2

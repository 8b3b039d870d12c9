NPROC_PER_NODE=8 HF_TOKEN=hf_abcdefghijklmnop megatron sft --load /m --tensor_model_parallel_size 2

# preflight: ms-swift=4.3.0 model-config=mtp-model.json
# the run was trained with mtp_num_layers 1
NPROC_PER_NODE=8 megatron export --mcore_model out/checkpoint-100 --to_hf true --output_dir out/hf --expert_model_parallel_size 8

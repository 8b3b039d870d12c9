# preflight: ms-swift=4.1.0
NPROC_PER_NODE=8 megatron sft --model Qwen/Qwen3-30B-A3B --dataset $TRAIN_DATA --split_dataset_ratio 0.01 --num_train_epochs 1 --tensor_model_parallel_size 2 --expert_model_parallel_size 4 --micro_batch_size 1 --global_batch_size 16 --output_dir out

# preflight: ms-swift=3.7.3 gpu-memory=24 model-config=moe-model.json
# four cards of 24 GB
NPROC_PER_NODE=4 NNODES=1 megatron sft --load Qwen3-30B-A3B-mcore --dataset train.jsonl --split_dataset_ratio 0.01 --train_type lora --expert_model_parallel_size 2 --moe_grouped_gemm true --micro_batch_size 1 --global_batch_size 16 --recompute_granularity full --recompute_method uniform --recompute_num_layers 1 --max_epochs 1 --max_length 3000 --finetune true --save out

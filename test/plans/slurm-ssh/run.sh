export HF_TOKEN=hf_abcdefghijklmnop
WANDB_API_KEY=$WANDB_API_KEY NPROC_PER_NODE=8 USE_HF=1 megatron sft --train_iters 100 --dataset /shared/data/train.jsonl --load /shared/models/mcore --model Qwen/Qwen3-8B --hub_token hf_zyxwvutsrqponm

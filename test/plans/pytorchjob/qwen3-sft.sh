# preflight: ms-swift=3.8.1
export HF_TOKEN=hf_abcdefghijklmnop
NNODES=$WORLD_SIZE NODE_RANK=$RANK NPROC_PER_NODE=8 NCCL_DEBUG=INFO USE_HF=1 \
megatron sft --train_iters 100 --load /shared/models/mcore --model Qwen/Qwen3-14B --dataset /data/train.jsonl \
    --tensor_model_parallel_size 4 --system 'pay $(PRICE) or $$5' --save /ckpt/run --tensorboard_dir /tb

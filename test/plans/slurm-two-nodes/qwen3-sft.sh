# preflight: ms-swift=3.8.1
export MODEL=/shared/models/Qwen3-14B
PYTORCH_CUDA_ALLOC_CONF='expandable_segments:True' \
CUDA_VISIBLE_DEVICES=0,1,2,3 \
NNODES=1 NODE_RANK=0 MASTER_ADDR=127.0.0.1 MASTER_PORT=29500 \
NPROC_PER_NODE=4 \
megatron sft --train_iters 100 \
    --load "$MODEL" \
    --dataset ./data/train.jsonl 'AI-ModelScope/alpaca-gpt4-data-zh#500' \
    --tensor_model_parallel_size 4 \
    --pipeline_model_parallel_size 2 \
    --micro_batch_size 1 \
    --global_batch_size 16 \
    --system "You are a 'helpful' assistant; say \$5" \
    --min_lr=1e-6 \
    --save output/qwen3

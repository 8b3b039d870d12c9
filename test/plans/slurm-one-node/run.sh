export CUDA_VISIBLE_DEVICES=0,1,2,3,4,5,6,7
NPROC_PER_NODE=8 \
PYTORCH_CUDA_ALLOC_CONF='expandable_segments:True' \
megatron sft --train_iters 100 --load /shared/models/mcore \
    --model Qwen/Qwen3-30B-A3B-Base \
    --dataset data/train.jsonl#500 \
    --tensor_model_parallel_size 4 \
    --sequence_parallel true \
    --micro_batch_size 1 \
    --global_batch_size 16 \
    --save output/qwen3

NPROC_PER_NODE=8 OUTPUT_NOTE='a
b' megatron sft --train_iters 100 --load /m/模型 --system $'$(reboot) `id` "x" \'y\'\r\nend' --dataset '/d/my data.jsonl' /d/--odd.jsonl ''

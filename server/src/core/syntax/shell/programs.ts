/** The script that `megatron sft` starts. Launchers such as torchrun get its path or module name. */
export const TRAINING_SCRIPT = /(?:^|[./])swift[./]cli[./]_megatron[./](pt|sft|rlhf|export)(?:\.py)?$/;

/** The script that `swift export` starts. */
export const SWIFT_EXPORT_SCRIPT = /(?:^|[./])swift[./]cli[./]export(?:\.py)?$/;

/** Texts of logs that explain a failed job, with advice. */

/** Parts of lines that explain a failure without a traceback, the most specific first. */
export const LINE_PATTERNS: { line: RegExp; advice?: string }[] = [
  {
    line: /\bDUE TO TIME LIMIT\b/,
    advice: 'The job reached its time limit: raise `time` of the launch target.',
  },
  {
    line: /(?:oom[-_]kill|OUT_OF_MEMORY)/i,
    advice: 'A process used more main memory than the job asked for: raise `memory` of the launch target.',
  },
  {
    line: /\bmegatron: (?:command not found|not found|No such file or directory)|execve\(\): .{0,100}: No such file or directory/,
    advice:
      'The program is not on the path of the node: activate its environment in `preamble` of the launch target, or set a container.',
  },
  {
    line: /(?:unrecognized option|[Ii]nvalid option).{0,100}container-(?:image|mounts|workdir)/,
    advice: 'This cluster lacks the pyxis plugin, which containers need.',
  },
  {
    line: /DUE TO (?:NODE FAILURE|PREEMPTION)/i,
    advice: 'The job itself is not at fault: submit it again from its last checkpoint.',
  },
  { line: /\bNCCL (?:error|WARN) / },
  { line: /\b(?:CUDA error|no kernel image|CUDA driver version is insufficient)/ },
  {
    line: /couldn't chdir to /,
    advice: 'The working directory of the launch target does not exist on the node.',
  },
  { line: /srun: error: \S+: tasks? [\d,-]+: / },
];

/** Errors of launchers that only report the failure of another process. */
export const SECONDARY_ERROR =
  /\b(?:ChildFailedError|SignalException|KeyboardInterrupt|BrokenPipeError|CalledProcessError|RendezvousConnectionError)\b/;

/** An error of a GPU without enough memory, as PyTorch, cuBLAS and NCCL report it. */
const GPU_MEMORY_ERROR =
  /OutOfMemoryError|CUDA out of memory|CUBLAS_STATUS_ALLOC_FAILED|CUDA failure 2 'out of memory'/;

/** Advice for frequent errors. */
const ERROR_ADVICE: { error: RegExp; advice: string }[] = [
  {
    error: /remaining_argv/,
    advice: 'The trainer does not know these flags: they are misspelled, or belong to another release.',
  },
  {
    error: GPU_MEMORY_ERROR,
    advice: 'A GPU has too little memory for this layout: recompute more, or split the model further.',
  },
  {
    error: /EADDRINUSE|address already in use/i,
    advice: 'Another process uses the master port of the job: submit it again to get another one.',
  },
  {
    error: /ModuleNotFoundError|ImportError/,
    advice: 'The environment of the job lacks a package: check `preamble` and `container` of the launch target.',
  },
  {
    error: /timed out connecting|Connection refused|NCCL.{0,100}timeout/i,
    advice:
      'The processes could not connect to each other: check the network between the nodes, and NCCL_SOCKET_IFNAME.',
  },
];

export const findAdvice = (error: string): string | undefined =>
  ERROR_ADVICE.find((row) => row.error.test(error))?.advice;

export const isGpuMemoryError = (error: string): boolean => GPU_MEMORY_ERROR.test(error);

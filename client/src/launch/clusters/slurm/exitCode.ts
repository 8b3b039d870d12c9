import type { JobStatus } from '../jobStatus';

/** Signal numbers up to this one are real. Slurm writes others for its own failures, such as 53 and 125. */
const MAX_SIGNAL = 31;

/** States that Slurm itself causes. Their exit codes differ by release and do not come from the script. */
const STATES_WITHOUT_EXIT_CODE = new Set(['NODE_FAIL', 'BOOT_FAIL', 'OUT_OF_MEMORY', 'LAUNCH_FAILED', 'RECONFIG_FAIL']);

/**
 * Reads an exit code that Slurm writes as `code:signal`, or before release 23 in `squeue` as the number of wait(2).
 * `sacct` writes `0:0` for many jobs that did not succeed: then the code is unknown. A signal counts as in a shell.
 */
export function readExitCode(text: string, { phase, state }: JobStatus): Pick<JobStatus, 'exit'> {
  if (phase !== 'failed' && phase !== 'succeeded' && phase !== 'cancelled') return {};
  if (STATES_WITHOUT_EXIT_CODE.has(state)) return {};
  const [, code = '', signal = ''] = /^(\d{1,3}):(\d{1,3})$/.exec(decodeWaitStatus(text)) ?? [];
  if (code === '' || Number(signal) > MAX_SIGNAL) return {};
  if (Number(signal) > 0) return { exit: 128 + Number(signal) };
  return Number(code) > 0 || phase === 'succeeded' ? { exit: Number(code) } : {};
}

function decodeWaitStatus(text: string): string {
  if (!/^\d{1,6}$/.test(text)) return text;
  const status = Number(text);
  const signal = status & 0x7f;
  return `${signal === 0 ? (status >> 8) & 0xff : 0}:${signal}`;
}

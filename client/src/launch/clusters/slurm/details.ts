import { expandLogPath } from './logPath';

/** The exit code and the log of one job, which `squeue` prints only in columns of a fixed width. */
export interface JobDetails {
  /** Exit code as `readExitCode` reads it. */
  exitCode: string;
  /** Absolute path of the log; undefined if unknown. */
  log: string | undefined;
}

/** Columns with their widths in bytes. A longer value is cut, and then it is unknown. */
const COLUMNS = [
  ['JobID', 32],
  ['exit_code', 32],
  ['BatchHost', 256],
  ['UserName', 256],
  ['Name', 1024],
  ['WorkDir', 4096],
  ['STDOUT', 4096],
] as const;

/**
 * Builds the command for the details of a job, or of one task of an array. `scontrol show job` would print the same, but
 * there the name of a job cannot be told from the fields after it.
 */
export const buildDetailsCommand = (task: string, mark: string): string[] => [
  'squeue',
  '--noheader',
  '--states=all',
  `--jobs=${task}`,
  `--Format=${COLUMNS.map(([name, width]) => `${name}:${width}${mark}`).join(',')}`,
];

/** Reads the details of a task; undefined for any other text. Every column ends with `mark`. */
export function readDetails(text: string, task: string, mark: string): JobDetails | undefined {
  const columns = text.split(mark).slice(0, -1);
  const rows = Array.from({ length: Math.floor(columns.length / COLUMNS.length) }, (_, row) =>
    readRow(columns.slice(row * COLUMNS.length, (row + 1) * COLUMNS.length), task),
  );
  // The components of a heterogeneous job are listed with it.
  return rows.find((row) => row?.jobId === task) ?? rows.find((row) => row !== undefined);
}

function readRow(columns: readonly string[], task: string): (JobDetails & { jobId: string }) | undefined {
  const [jobIdText = '', exitCode = '', node, user, name, directory, pattern] = columns.map(readValue);
  // A line break, or a banner of the login node, precedes the first column.
  const jobId = /(?:^|\n)(\d+)$/.exec(jobIdText)?.[1];
  if (jobId === undefined) return undefined;
  const [arrayId, taskId] = task.split('_');
  const job = { jobId, arrayId, taskId, node, user, name, directory };
  const log = pattern === undefined ? undefined : expandLogPath(repairDefault(pattern, job), job);
  return { jobId, exitCode, log };
}

/** Before release 23, `squeue` prints the default log of a job without a pattern, and wrongly for a task of an array. */
const repairDefault = (pattern: string, { jobId, taskId }: { jobId: string; taskId: string | undefined }): string =>
  taskId !== undefined && pattern.endsWith(`/slurm-${jobId}.out`)
    ? pattern.replace(/slurm-\d+\.out$/, 'slurm-%A_%a.out')
    : pattern;

/** Removes the padding of a value; undefined for a value that may have been cut. */
function readValue(padded: string, column: number): string | undefined {
  const value = padded.replace(/(?<! ) +$/, '');
  const width = COLUMNS[column]?.[1] ?? 0;
  return column > 0 && Buffer.byteLength(value) >= width ? undefined : value;
}

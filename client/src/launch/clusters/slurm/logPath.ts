/** The values of one job that sbatch inserts into the name of its log. */
export interface LogNames {
  jobId: string;
  /** Id that the tasks of an array share. */
  arrayId: string | undefined;
  /** Number of a task; undefined for a job without tasks. */
  taskId: string | undefined;
  /** First node of the job. */
  node: string | undefined;
  user: string | undefined;
  name: string | undefined;
  /** Folder that the job runs in. */
  directory: string | undefined;
}

/** Slurm pads numbers to at most ten digits. */
const MAX_WIDTH_DIGITS = 10;

/**
 * Expands the value of `sbatch --output` as Slurm does for the batch script: `/logs/%x-%j.out`. Inserted values are not
 * expanded again. Returns undefined if the path is unknown: releases differ on patterns with a backslash.
 */
export function expandLogPath(pattern: string, names: LogNames): string | undefined {
  if (pattern === '' || pattern === '(null)' || pattern.includes('\\') || pattern.includes('\0')) return undefined;
  let isKnown = true;
  const path = pattern.replace(/%(\d*)(.?)/gsu, (_, width: string, letter: string) => {
    const value = findPatternValue(letter, names);
    if (value === undefined) isKnown = false;
    return /^\d+$/.test(value ?? '')
      ? (value ?? '').padStart(Math.min(Number(width), MAX_WIDTH_DIGITS), '0')
      : (value ?? '');
  });
  if (!isKnown) return undefined;
  if (path.startsWith('/')) return path;
  return names.directory?.startsWith('/') ? `${names.directory.replace(/\/$/, '')}/${path}` : undefined;
}

function findPatternValue(letter: string, { jobId, arrayId, taskId, node, user, name }: LogNames): string | undefined {
  switch (letter) {
    case '%':
      return '%';
    case 'A':
      return arrayId ?? jobId;
    case 'a':
      return taskId;
    case 'j':
    case 'J':
      return jobId;
    case 'N':
      return node === undefined || node === '' || node === 'n/a' ? undefined : node.split('.')[0];
    case 'n':
    case 't':
      return '0';
    case 's':
      return 'batch';
    case 'u':
      return user;
    case 'x':
      return name;
    default:
      return undefined;
  }
}

/** What has become of a job, in the words that every engine shares. */
export type JobPhase = 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'unknown';

/** What an engine says of one job at one moment. */
export interface JobStatus {
  phase: JobPhase;
  /** The state in the engine’s own word, such as `PENDING`. */
  state: string;
  /** The state in words, and why, where the engine tells: `waits: jobs with a higher priority go first`. */
  words: string;
  /** The nodes, as the engine writes them: `gpu[01-04]`. */
  nodes?: string;
  /** Time it has run, as `elapsed.ts` writes it. */
  elapsed?: string;
  /** Exit code of the job where it is over. */
  exit?: number;
  /** Absolute path of the log on the machine of the engine. */
  log?: string;
}

/** A job that is over changes no more, and is asked about no more. */
export const isOver = ({ phase }: Pick<JobStatus, 'phase'>): boolean => phase !== 'waiting' && phase !== 'running';

/** Phase of a job, shared by all kinds of cluster. */
export type JobPhase = 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'unknown';

/** The state of one job at one moment, as its cluster reports it. */
export interface JobStatus {
  phase: JobPhase;
  /** The cluster's own name of the state, such as `PENDING`. */
  state: string;
  /** The state as the end of a sentence, with the reason if known: `is waiting: the nodes that it needs are busy`. */
  words: string;
  /** The nodes, as the cluster writes them: `gpu[01-04]`. */
  nodes?: string;
  /** Run time, as `elapsed.ts` formats it. */
  elapsed?: string;
  /** Exit code of a job that has ended. */
  exit?: number;
  /** Absolute path of the log, on the machine that submits to the cluster. */
  log?: string;
}

/** Whether a job has ended. Its status no longer changes, so the cluster is not queried for it again. */
export const isOver = ({ phase }: Pick<JobStatus, 'phase'>): boolean => phase !== 'waiting' && phase !== 'running';

/** The state without its verb, for a list in which it is the end of no sentence: `running`, `waiting: ...`. */
export const nameState = ({ words }: Pick<JobStatus, 'words'>): string => words.replace(/^(?:is|was) /, '');

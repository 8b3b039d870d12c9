import type { FailurePattern } from './failurePattern';

/** Failures that any program can have. They are matched last. */
export const COMMON_FAILURES: readonly FailurePattern[] = [
  {
    id: 'cancelled',
    ended: 'cancelled',
    what: 'The request was cancelled.',
    why: '{program} was stopped before it answered.',
    advice: 'Check the Jobs view before you submit again: the request may already have been carried out.',
  },
  {
    id: 'missing',
    ended: 'missing',
    what: '{program} was not found on this machine.',
    why: 'It is not on the path of VS Code.',
    advice: 'Install it, or correct the path.',
  },
  {
    id: 'timeout',
    ended: 'timeout',
    what: '{program} did not answer in time.',
    why: 'The cluster is very busy or cannot be reached; Slurm’s programs wait a minute for a missing configuration or controller.',
    advice: 'Try again; if it happens again, run the command of the plan in a terminal and read its output.',
  },
  {
    id: 'output-limit',
    ended: 'output-limit',
    what: '{program} printed too much to be read.',
    why: 'Its output exceeds 8,000,000 characters.',
    advice: 'Run the command of the plan in a terminal.',
  },
];

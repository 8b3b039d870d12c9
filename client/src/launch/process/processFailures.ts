import type { FailurePattern } from './failurePattern';

/** What may happen to any program. It comes last, but for a cancellation. */
export const COMMON_FAILURES: readonly FailurePattern[] = [
  {
    id: 'cancelled',
    ended: 'cancelled',
    what: 'You cancelled it.',
    why: '{program} was ended before it answered.',
    advice: 'Look at the Jobs view before you submit again: what was asked for may have been done already.',
  },
  {
    id: 'missing',
    ended: 'missing',
    what: 'There is no {program} on this machine.',
    why: 'It is not on the path of VS Code.',
    advice: 'Install it, or correct the path.',
  },
  {
    id: 'timeout',
    ended: 'timeout',
    what: '{program} did not answer in time.',
    why: 'The cluster is very busy, or cannot be reached; Slurm’s programs wait a minute for a configuration or a controller that is not there.',
    advice: 'Try again; if it goes on, run the command of the plan in a terminal and look at what it says.',
  },
  {
    id: 'flooded',
    ended: 'flooded',
    what: '{program} said more than can be read.',
    why: 'Its output is far larger than an answer can be.',
    advice: 'Run the command of the plan in a terminal.',
  },
];

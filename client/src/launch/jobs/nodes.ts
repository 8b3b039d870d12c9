import type { MemoryFix } from '../../../../server/src/lsp/memoryProtocol';
import type { Blame, PlannedMemory } from '../../../../server/src/lsp/protocol';
import type { Server } from '../../languageClient';
import { isGpuMemoryError } from '../log/patterns';
import type { Failure } from '../process/failure';
import { requestBlames } from './blames';
import type { SubmittedJob } from './job';
import { requestMemoryFixes } from './memoryFixes';

/** A node of the Jobs view: a job, an explanation below a failed job, or a cluster that cannot be queried. */
export type JobNode =
  | { kind: 'job'; job: SubmittedJob }
  | { kind: 'cause'; job: SubmittedJob }
  | { kind: 'advice'; job: SubmittedJob; text: string }
  | { kind: 'flag'; job: SubmittedJob; blame: Blame }
  | { kind: 'memory'; job: SubmittedJob; memory: PlannedMemory }
  | { kind: 'memoryFix'; job: SubmittedJob; fix: MemoryFix }
  | { kind: 'failure'; target: string; failure: Failure };

/** Creates the top level of the tree. `failures` has the name of a target for each cluster that cannot be queried. */
export const createRootNodes = (jobs: readonly SubmittedJob[], failures: ReadonlyMap<string, Failure>): JobNode[] => [
  ...[...failures].map(([target, failure]): JobNode => ({ kind: 'failure', target, failure })),
  ...jobs.map((job): JobNode => ({ kind: 'job', job })),
];

/**
 * Returns the nodes below a failed job: its root cause, the advice, the flags that the error is about, and for a lack of
 * memory the largest part of it with the changes that help.
 */
export async function loadChildren(node: JobNode, server: Server): Promise<JobNode[]> {
  if (node.kind !== 'job' || !node.job.cause) return [];
  const { job } = node;
  const { advice } = node.job.cause;
  const isAboutMemory = isGpuMemoryError(node.job.cause.error);
  const [blames, fixes] = await Promise.all([
    requestBlames(job, server),
    isAboutMemory ? requestMemoryFixes(job, server) : [],
  ]);
  return [
    { kind: 'cause', job },
    ...(advice ? [{ kind: 'advice', job, text: advice } as const] : []),
    ...(isAboutMemory && job.memory ? [{ kind: 'memory', job, memory: job.memory } as const] : []),
    ...fixes.map((fix): JobNode => ({ kind: 'memoryFix', job, fix })),
    ...blames.map((blame): JobNode => ({ kind: 'flag', job, blame })),
  ];
}

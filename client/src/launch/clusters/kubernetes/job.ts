import { toOneLine } from '../../process/oneLine';
import { formatElapsed } from '../elapsed';
import type { JobPhase, JobStatus } from '../jobStatus';
import { type Json, parseResources, textsOf, toObject, toObjects, toText } from './resource';

/** PyTorchJobs and TrainJobs, as `kubectl get -o json` prints them. */

export interface NamedJobStatus extends JobStatus {
  name: string;
  /** Values of labels and annotations. One of them is the fingerprint. */
  labelValues: string[];
}

/** Conditions of both kinds of job, from the most final to the first. */
const CONDITION_PHASES: [type: string, phase: JobPhase, words: string][] = [
  ['Failed', 'failed', 'failed'],
  ['Succeeded', 'succeeded', 'succeeded'],
  ['Complete', 'succeeded', 'succeeded'],
  ['Suspended', 'waiting', 'is suspended'],
  ['Restarting', 'running', 'is restarting'],
  ['Running', 'running', 'is running'],
  ['Created', 'waiting', 'is waiting for its pods'],
];

/**
 * Reads jobs; undefined for a text that is not an answer of kubectl. `now` is in milliseconds, since the API server does
 * not report run times.
 */
export const readJobs = (text: string, now: number): NamedJobStatus[] | undefined =>
  parseResources(text)?.flatMap((resource) => readJob(resource, now) ?? []);

function readJob(resource: Json, now: number): NamedJobStatus | undefined {
  const metadata = toObject(resource.metadata);
  const name = toText(metadata.name);
  if (name === undefined) return undefined;
  const status = toObject(resource.status);
  const trueConditions = toObjects(status.conditions).filter((condition) => condition.status === 'True');
  const found = CONDITION_PHASES.find(([type]) => trueConditions.some((condition) => condition.type === type));
  const condition = toObject(trueConditions.find(({ type }) => type === found?.[0]));
  const [state = 'Created', phase = 'waiting', words = 'is waiting for its operator'] = found ?? [];
  const isFinished = phase === 'succeeded' || phase === 'failed';
  const detail = phase === 'failed' || state === 'Suspended' ? toText(condition.message) : undefined;
  const started = toText(status.startTime);
  const ended = toText(status.completionTime) ?? (isFinished ? toText(condition.lastTransitionTime) : undefined);
  const elapsed = started && formatElapsed(((ended ? Date.parse(ended) : now) - Date.parse(started)) / 1000);
  const isDeleted = !isFinished && toText(metadata.deletionTimestamp) !== undefined;
  return {
    name,
    labelValues: [...textsOf(metadata.labels), ...textsOf(metadata.annotations)],
    state,
    phase,
    words: `${isDeleted ? 'is being deleted' : words}${detail ? `: ${toOneLine(detail)}` : ''}`,
    ...(elapsed && { elapsed }),
  };
}

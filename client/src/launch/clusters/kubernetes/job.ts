import { formatElapsed } from '../elapsed';
import type { JobPhase, JobStatus } from '../jobStatus';

/** PyTorchJobs, TrainJobs and their pods, as `kubectl get -o json` prints them. */

interface JobCondition {
  type?: string;
  status?: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

interface Resource {
  kind?: string;
  items?: Resource[];
  metadata?: { name?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec?: { nodeName?: string };
  status?: {
    phase?: string;
    conditions?: JobCondition[];
    startTime?: string;
    completionTime?: string;
    containerStatuses?: { state?: { waiting?: { reason?: string; message?: string } } }[];
  };
}

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

const OBJECTS = ['metadata', 'labels', 'annotations', 'spec', 'state', 'waiting'];
const LISTS = ['items', 'conditions', 'containerStatuses'];
const TEXTS = 'kind name type reason message phase nodeName startTime completionTime lastTransitionTime'.split(' ');

const isObject = (value: unknown): value is Resource =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Removes the values of fields that have another type than the resources above: a proxy may answer as the API server. */
function keepTypes(key: string, value: unknown): unknown {
  if (OBJECTS.includes(key)) return isObject(value) ? value : undefined;
  if (LISTS.includes(key)) return Array.isArray(value) ? value.filter(isObject) : undefined;
  if (TEXTS.includes(key)) return typeof value === 'string' ? value : undefined;
  // The status of a resource is an object, and that of a condition is a text.
  if (key === 'status') return isObject(value) || typeof value === 'string' ? value : undefined;
  return value;
}

/** Parses one resource, a list of resources, or no output. */
function parseResources(text: string): Resource[] {
  try {
    const resource: unknown = JSON.parse(text, keepTypes);
    if (!isObject(resource)) return [];
    return Array.isArray(resource.items) ? resource.items : [resource];
  } catch {
    return [];
  }
}

/** Reads jobs. `now` is in milliseconds, since the API server does not report run times. */
export function readJobs(text: string, now: number): NamedJobStatus[] {
  return parseResources(text).flatMap(({ metadata, status }): NamedJobStatus[] => {
    if (!metadata?.name) return [];
    const trueConditions = (status?.conditions ?? []).filter((condition) => condition.status === 'True');
    const found = CONDITION_PHASES.find(([type]) => trueConditions.some((condition) => condition.type === type));
    const condition = trueConditions.find(({ type }) => type === found?.[0]);
    const [state = 'Created', phase = 'waiting', words = 'is waiting for its operator'] = found ?? [];
    const detail = phase === 'failed' || state === 'Suspended' ? condition?.message : undefined;
    const ended = status?.completionTime ?? (found && isFinished(phase) ? condition?.lastTransitionTime : undefined);
    const elapsed =
      status?.startTime && formatElapsed(((ended ? Date.parse(ended) : now) - Date.parse(status.startTime)) / 1000);
    return [
      {
        name: metadata.name,
        labelValues: [...Object.values(metadata.labels ?? {}), ...Object.values(metadata.annotations ?? {})],
        state,
        phase,
        words: detail ? `${words}: ${detail}` : words,
        ...(elapsed && { elapsed }),
      },
    ];
  });
}

const isFinished = (phase: JobPhase): boolean => phase === 'succeeded' || phase === 'failed';

/** Reads the nodes of pods and the reason why one waits. The job itself has neither. */
export function readPods(text: string): { words?: string; nodes?: string } {
  const pods = parseResources(text).filter(({ kind }) => kind === 'Pod' || kind === undefined);
  const nodes = [...new Set(pods.flatMap(({ spec }) => spec?.nodeName ?? []))].sort().join(', ');
  const words = pods.map(describeWaiting).find((reason) => reason !== undefined);
  return { ...(words && { words }), ...(nodes && { nodes }) };
}

/** Descriptions of reasons why a container waits. Another reason is shown as it is. */
const WAITING_REASONS: Record<string, string> = {
  ErrImagePull: 'its image cannot be pulled',
  ImagePullBackOff: 'its image cannot be pulled',
  InvalidImageName: 'the name of its image is invalid',
  CreateContainerConfigError: 'a secret or a config map that it references is missing',
  CrashLoopBackOff: 'its container keeps crashing',
  ContainerCreating: 'its container is being created',
  PodInitializing: 'its container is being prepared',
};

function describeWaiting({ status }: Resource): string | undefined {
  const waiting = status?.containerStatuses?.map(({ state }) => state?.waiting).find((state) => state?.reason);
  if (waiting?.reason) {
    const words = WAITING_REASONS[waiting.reason] ?? waiting.reason;
    return waiting.message ? `${words}: ${waiting.message}` : words;
  }
  const unscheduled = status?.conditions?.find(
    ({ type, status: value }) => type === 'PodScheduled' && value === 'False',
  );
  return unscheduled && `no node can run it: ${unscheduled.message ?? unscheduled.reason ?? 'the reason is unknown'}`;
}

import { formatElapsed } from '../elapsed';
import type { JobPhase, JobStatus } from '../jobStatus';

/** What the API server says of a PyTorchJob, a TrainJob and their pods, as `kubectl get -o json` prints it. */

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
  /** Values of labels and annotations, one of which is the fingerprint. */
  labelValues: string[];
}

/** Conditions from the most final to the first, of both kinds of job. */
const CONDITION_PHASES: [type: string, phase: JobPhase, words: string][] = [
  ['Failed', 'failed', 'failed'],
  ['Succeeded', 'succeeded', 'ended well'],
  ['Complete', 'succeeded', 'ended well'],
  ['Suspended', 'waiting', 'is suspended'],
  ['Restarting', 'running', 'is being restarted'],
  ['Running', 'running', 'runs'],
  ['Created', 'waiting', 'waits for its pods'],
];

/** The resources of a text, whether `kubectl` printed one, a list of them, or nothing. */
function parseResources(text: string): Resource[] {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return [];
    const resource = parsed as Resource;
    return Array.isArray(resource.items) ? resource.items : [resource];
  } catch {
    return [];
  }
}

/** `now` is in milliseconds: the API server does not tell how long a job has run. */
export function readJobs(text: string, now: number): NamedJobStatus[] {
  return parseResources(text).flatMap(({ metadata, status }): NamedJobStatus[] => {
    if (!metadata?.name) return [];
    const trueConditions = (status?.conditions ?? []).filter((condition) => condition.status === 'True');
    const found = CONDITION_PHASES.find(([type]) => trueConditions.some((condition) => condition.type === type));
    const condition = trueConditions.find(({ type }) => type === found?.[0]);
    const [state = 'Created', phase = 'waiting', words = 'waits for its operator'] = found ?? [];
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

/** Why pods do not run, and where those that do are: what a job itself does not say. */
export function readPods(text: string): { words?: string; nodes?: string } {
  const pods = parseResources(text).filter(({ kind }) => kind === 'Pod' || kind === undefined);
  const nodes = [...new Set(pods.flatMap(({ spec }) => spec?.nodeName ?? []))].sort().join(', ');
  const words = pods.map(describeWaiting).find((each) => each !== undefined);
  return { ...(words && { words }), ...(nodes && { nodes }) };
}

/** Why a container waits, in words; a reason that is not here is shown as it is. */
const WAITING_REASONS: Record<string, string> = {
  ErrImagePull: 'its image cannot be pulled',
  ImagePullBackOff: 'its image cannot be pulled',
  InvalidImageName: 'its image has a name that is none',
  CreateContainerConfigError: 'a secret or a config map that it names is missing',
  CrashLoopBackOff: 'its container ends again and again',
  ContainerCreating: 'its container is being made',
  PodInitializing: 'its container is being prepared',
};

function describeWaiting({ status }: Resource): string | undefined {
  const waiting = status?.containerStatuses?.map(({ state }) => state?.waiting).find((each) => each?.reason);
  if (waiting?.reason) {
    const words = WAITING_REASONS[waiting.reason] ?? waiting.reason;
    return waiting.message ? `${words}: ${waiting.message}` : words;
  }
  const unscheduled = status?.conditions?.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False');
  return unscheduled && `no node has room for it: ${unscheduled.message ?? unscheduled.reason ?? 'no reason is given'}`;
}

import { toOneLine } from '../../process/oneLine';
import { type Json, parseResources, toObject, toObjects, toText } from './resource';

/** Reads the nodes of pods and the reason why one waits. The job itself has neither. */
export function readPods(text: string): { words?: string; nodes?: string } {
  const pods = (parseResources(text) ?? []).filter(({ kind }) => kind === 'Pod' || kind === undefined);
  const nodes = [...new Set(pods.flatMap(({ spec }) => toText(toObject(spec).nodeName) ?? []))].sort().join(', ');
  const words = pods.map(describeWaiting).find((reason) => reason !== undefined);
  return { ...(words && { words: toOneLine(words) }), ...(nodes && { nodes: toOneLine(nodes) }) };
}

/** Descriptions of reasons why a container waits. Another reason is shown as it is. */
const WAITING_REASONS: Record<string, string> = {
  ErrImagePull: 'its image cannot be pulled',
  ImagePullBackOff: 'its image cannot be pulled',
  InvalidImageName: 'the name of its image is invalid',
  CreateContainerConfigError: 'a secret or a config map that it references is missing',
  CreateContainerError: 'its container cannot be created',
  RunContainerError: 'its container cannot be started',
  CrashLoopBackOff: 'its container keeps crashing',
  ContainerCreating: 'its container is being created',
  PodInitializing: 'its container is being prepared',
};

function describeWaiting({ status }: Json): string | undefined {
  const { containerStatuses, conditions } = toObject(status);
  const waiting = toObjects(containerStatuses)
    .map(({ state }) => toObject(toObject(state).waiting))
    .find(({ reason }) => toText(reason) !== undefined);
  const reason = toText(waiting?.reason);
  if (waiting && reason) {
    const words = Object.hasOwn(WAITING_REASONS, reason) ? WAITING_REASONS[reason] : reason;
    const message = toText(waiting.message);
    return message ? `${words}: ${message}` : words;
  }
  const unscheduled = toObjects(conditions).find(
    ({ type, status: value }) => type === 'PodScheduled' && value === 'False',
  );
  if (!unscheduled) return undefined;
  return `no node can run it: ${toText(unscheduled.message) ?? toText(unscheduled.reason) ?? 'the reason is unknown'}`;
}

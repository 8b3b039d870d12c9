import { type Config, type Entry, type Scalar, variablesOf } from '../config/config';
import { isSecret } from './secrets';

/** The five variables by which the launcher inside `megatron` finds its place. The job knows them better than any file. */
export const PLACES = ['NNODES', 'NODE_RANK', 'MASTER_ADDR', 'MASTER_PORT', 'NPROC_PER_NODE'] as const;

/** Set for each process by torchrun, and by operators for each pod: a value from a file would contradict them. */
const RANKS = /^(?:RANK|LOCAL_RANK|WORLD_SIZE|LOCAL_WORLD_SIZE|GROUP_RANK|PET_\w+)$/;

/** What becomes of each variable on a cluster. */
export interface JobEnvironment {
  /** Kept as they are. */
  plain: [name: string, value: string][];
  /** Kept, but never written into a file. Without a value, it is that of whoever submits. */
  secrets: { name: string; value: string | undefined }[];
  /** Left out, since the job sets them. */
  replaced: Entry[];
  /** `CUDA_VISIBLE_DEVICES`: which GPUs a job has is the scheduler’s to say. */
  devices: Entry | undefined;
  /** Words whose values only the shell of the script knows. */
  unknown: Scalar[];
}

/** Sorts the variables of a config and of a target; the config goes before the target. */
export function jobEnvironment(config: Config, ofTarget: Record<string, string> = {}): JobEnvironment {
  const last = new Map(variablesOf(config).map((entry) => [entry.name, entry]));
  const own = [...last.values()];
  const isReplaced = (name: string): boolean => (PLACES as readonly string[]).includes(name) || RANKS.test(name);
  const isLeftOut = (name: string): boolean => isReplaced(name) || name === 'CUDA_VISIBLE_DEVICES';
  const added = Object.entries(ofTarget).filter(([name]) => !last.has(name) && !isLeftOut(name));
  const kept = own.filter(({ name }) => !isLeftOut(name));
  const all: [string, string | undefined][] = [
    ...added,
    ...kept.map(({ name, values }): [string, string | undefined] => [name, values[0]?.value]),
  ];
  return {
    plain: all.filter((each): each is [string, string] => each[1] !== undefined && !isSecret(...each)),
    secrets: all.filter((each) => isSecret(...each)).map(([name, value]) => ({ name, value })),
    replaced: own.filter(({ name }) => isReplaced(name)),
    devices: last.get('CUDA_VISIBLE_DEVICES'),
    unknown: kept
      .filter(({ name, values }) => values[0]?.value === undefined && !isSecret(name, undefined))
      .flatMap(({ values }) => values),
  };
}

import type { Config, Entry, Scalar } from '../config/config';
import { variablesOf } from '../config/lookup';
import { isSecret } from './secrets';

/** The five variables by which the launcher inside `megatron` finds its place. The job knows them better than any file. */
export const LAUNCHER_VARIABLES = ['NNODES', 'NODE_RANK', 'MASTER_ADDR', 'MASTER_PORT', 'NPROC_PER_NODE'] as const;

/** Set for each process by torchrun, and by operators for each pod: a value from a file would contradict them. */
const RANK_VARIABLES = /^(?:RANK|LOCAL_RANK|WORLD_SIZE|LOCAL_WORLD_SIZE|GROUP_RANK|PET_\w+)$/;

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
export function createJobEnvironment(config: Config, targetVariables: Record<string, string> = {}): JobEnvironment {
  const lastByName = new Map(variablesOf(config).map((entry) => [entry.name, entry]));
  const configVariables = [...lastByName.values()];
  const isReplaced = (name: string): boolean =>
    (LAUNCHER_VARIABLES as readonly string[]).includes(name) || RANK_VARIABLES.test(name);
  const isLeftOut = (name: string): boolean => isReplaced(name) || name === 'CUDA_VISIBLE_DEVICES';
  const added = Object.entries(targetVariables).filter(([name]) => !lastByName.has(name) && !isLeftOut(name));
  const kept = configVariables.filter(({ name }) => !isLeftOut(name));
  const variables: [string, string | undefined][] = [
    ...added,
    ...kept.map(({ name, values }): [string, string | undefined] => [name, values[0]?.value]),
  ];
  return {
    plain: variables.filter((each): each is [string, string] => each[1] !== undefined && !isSecret(...each)),
    secrets: variables.filter((each) => isSecret(...each)).map(([name, value]) => ({ name, value })),
    replaced: configVariables.filter(({ name }) => isReplaced(name)),
    devices: lastByName.get('CUDA_VISIBLE_DEVICES'),
    unknown: kept
      .filter(({ name, values }) => values[0]?.value === undefined && !isSecret(name, undefined))
      .flatMap(({ values }) => values),
  };
}

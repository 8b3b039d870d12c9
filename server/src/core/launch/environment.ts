import type { Config, Entry, Scalar } from '../config/config';
import { variablesOf } from '../config/lookup';
import { isSecret } from '../text/secrets';
import { isShellVariable } from './variableNames';

/** Variables that tell the launcher in `megatron` its rank and rendezvous. A job sets them, whatever the config says. */
export const LAUNCHER_VARIABLES = ['NNODES', 'NODE_RANK', 'MASTER_ADDR', 'MASTER_PORT', 'NPROC_PER_NODE'] as const;

/** Variables that torchrun sets for each process, and operators for each pod: a value from a file would conflict. */
const RANK_VARIABLES = /^(?:RANK|LOCAL_RANK|WORLD_SIZE|LOCAL_WORLD_SIZE|GROUP_RANK|PET_\w+)$/;

/** Environment of a job, by how each variable reaches it. */
export interface JobEnvironment {
  /** Written into the job with their values. */
  plain: [name: string, value: string][];
  /** Never written into a file. Without a value, the one of the submitting environment is used. */
  secrets: { name: string; value: string | undefined }[];
  /** Left out, because the job or bash sets them. */
  replaced: Entry[];
  /** `CUDA_VISIBLE_DEVICES`, left out because the scheduler assigns the GPUs of a job. */
  devices: Entry | undefined;
  /** Values that are only known to the shell of the script. */
  unknown: Scalar[];
}

/** Sorts the variables of a config and of a target. Those of the config take precedence. */
export function createJobEnvironment(config: Config, targetVariables: Record<string, string> = {}): JobEnvironment {
  const lastByName = new Map(variablesOf(config).map((entry) => [entry.name, entry]));
  const configVariables = [...lastByName.values()];
  const isReplaced = (name: string): boolean =>
    (LAUNCHER_VARIABLES as readonly string[]).includes(name) || RANK_VARIABLES.test(name) || isShellVariable(name);
  const isLeftOut = (name: string): boolean => isReplaced(name) || name === 'CUDA_VISIBLE_DEVICES';
  const added = Object.entries(targetVariables).filter(([name]) => !lastByName.has(name) && !isLeftOut(name));
  const kept = configVariables.filter(({ name }) => !isLeftOut(name));
  const variables: [string, string | undefined][] = [
    ...added,
    ...kept.map(({ name, values }): [string, string | undefined] => [name, values[0]?.value]),
  ];
  return {
    plain: variables.filter((pair): pair is [string, string] => pair[1] !== undefined && !isSecret(...pair)),
    secrets: variables.filter((pair) => isSecret(...pair)).map(([name, value]) => ({ name, value })),
    replaced: configVariables.filter(({ name }) => isReplaced(name)),
    devices: lastByName.get('CUDA_VISIBLE_DEVICES'),
    unknown: kept
      .filter(({ name, values }) => values[0]?.value === undefined && !isSecret(name, undefined))
      .flatMap(({ values }) => values),
  };
}

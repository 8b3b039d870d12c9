import type { Facts } from '../../facts/facts';
import { readLauncherSize } from '../../facts/gpuCount';
import { jobSizeOf } from '../../facts/jobSize';

/** GPUs of a node whose number is unknown. */
const USUAL_GPUS_PER_NODE = 8;

/** Returns the GPUs of each node of a run; assumed where the text does not state them and the run needs several nodes. */
export function nodeSizeOf({ config, catalog, worldSize = USUAL_GPUS_PER_NODE }: Facts): {
  gpusPerNode: number;
  isAssumed: boolean;
} {
  const stated = readLauncherSize(config, 'NPROC_PER_NODE', jobSizeOf(config, catalog.sbatch));
  const gpusPerNode = Math.min(stated ?? USUAL_GPUS_PER_NODE, worldSize);
  return { gpusPerNode, isAssumed: stated === undefined && worldSize > gpusPerNode };
}

import type { Card } from '../../memory/card';
import type { MemoryEstimate } from '../../memory/memoryEstimate';
import type { GroupSizes } from './gpuGroups';

/** The run of a picture. */
export interface PictureSubject {
  /** Name of the run, such as `train.sh:4`. */
  title: string;
  /** Sizes of the groups; undefined if one of them is unknown. */
  sizes: GroupSizes | undefined;
  gpusPerNode: number;
  /** The text does not say how many GPUs a node has. */
  isNodeAssumed: boolean;
  memory: MemoryEstimate | undefined;
  /** Limits of the estimate. */
  limits: readonly string[];
  /** Numbers without which the memory is not estimated. */
  missing: readonly string[];
  card: Card;
}

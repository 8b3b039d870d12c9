import type { Command } from '../config/config';
import { pluralize } from '../text/plural';
import { toPrintableLine } from '../text/printable';

/** A run that is worked out, without its syntax. */
export interface NewRun {
  title: string;
  command: Command;
  release: string;
  model: string;
  nodes: number;
  gpusPerNode: number;
  flags: readonly { name: string; value: string }[];
  /** The words before the name of a config file; undefined if the release reads none. */
  configOption: string | undefined;
}

/** Returns the variables from which `megatron` starts its processes, as assignments of a shell. */
export const listLauncherAssignments = ({ nodes, gpusPerNode }: NewRun): string[] => [
  ...(nodes > 1
    ? [
        `NNODES=${nodes}`,
        'NODE_RANK=$' + '{NODE_RANK:-0}',
        'MASTER_ADDR=$' + '{MASTER_ADDR:-127.0.0.1}',
        'MASTER_PORT=29500',
      ]
    : []),
  `NPROC_PER_NODE=${gpusPerNode}`,
];

export const describeRun = ({ title, model, nodes, gpusPerNode }: NewRun): string => {
  const gpus = pluralize(gpusPerNode, 'GPU');
  return toPrintableLine(`${title}: ${model} on ${nodes > 1 ? `${nodes} nodes with ${gpus} each` : gpus}.`);
};

export const describeStart = ({ nodes }: NewRun): string =>
  nodes > 1
    ? 'Start it on each node, with NODE_RANK 0, 1, ... and MASTER_ADDR, the address of node 0.'
    : 'Start it with this command:';

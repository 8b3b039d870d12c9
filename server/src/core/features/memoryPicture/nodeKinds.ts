import { type GpuPlace, GROUP_KINDS, type GroupSizes, placeOfGpu } from './gpuGroups';

/** Nodes whose GPUs are divided into stages and groups in the same way. */
export interface NodeKind {
  /** Numbers of the nodes, in order. */
  nodes: readonly number[];
  /** The GPUs of the first one. */
  gpus: readonly GpuPlace[];
}

/** Limit of GPUs that are compared. The nodes of a larger run are represented by those at its start. */
export const MAX_COMPARED_GPUS = 65_536;

/** Groups the nodes of a run by kind, in the order of their first nodes. */
export function listNodeKinds(sizes: GroupSizes, gpusPerNode: number): NodeKind[] {
  const count = Math.min(sizes.worldSize, MAX_COMPARED_GPUS);
  const kinds = new Map<string, { nodes: number[]; gpus: GpuPlace[] }>();
  for (let first = 0, node = 0; first < count; first += gpusPerNode, node += 1) {
    const length = Math.min(gpusPerNode, count - first);
    const gpus = Array.from({ length }, (_, index) => placeOfGpu(sizes, first + index));
    const key = keyOfNode(gpus);
    const kind = kinds.get(key);
    if (kind) kind.nodes.push(node);
    else kinds.set(key, { nodes: [node], gpus });
  }
  return [...kinds.values()];
}

/** Returns a text that is equal for nodes of the same kind: the stages, and which GPUs share a group. */
const keyOfNode = (gpus: readonly GpuPlace[]): string =>
  [
    gpus.map(({ stage }) => stage).join(),
    ...GROUP_KINDS.map((kind) => {
      const numbers = gpus.map(({ groups }) => groups[kind]);
      const distinct = [...new Set(numbers)];
      return numbers.map((number) => distinct.indexOf(number)).join();
    }),
  ].join(';');

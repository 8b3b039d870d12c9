import type * as vscode from 'vscode';
import { pickOrType } from './quickPick';

const GPUS: readonly (readonly [nodes: number, gpusPerNode: number])[] = [
  [1, 8],
  [2, 8],
  [4, 8],
  [8, 8],
  [1, 4],
  [1, 2],
  [1, 1],
];

/** Nodes with the same number of GPUs. */
export interface Gpus {
  nodes: number;
  gpusPerNode: number;
}

type GpuItem = vscode.QuickPickItem & Gpus;

const toGpuItem = (nodes: number, gpusPerNode: number): GpuItem => ({
  label: `${nodes} x ${gpusPerNode}`,
  description: `${nodes} ${nodes === 1 ? 'node' : 'nodes'}, ${nodes * gpusPerNode} ${nodes * gpusPerNode === 1 ? 'GPU' : 'GPUs'}`,
  nodes,
  gpusPerNode,
});

/** Asks for a number of nodes and of GPUs of each. */
export async function askForGpus(title: string): Promise<Gpus | undefined> {
  const chosen = await pickOrType(
    GPUS.map(([nodes, gpusPerNode]) => toGpuItem(nodes, gpusPerNode)),
    {
      title,
      placeholder: 'Nodes x GPUs of each, such as 2x8',
      parse: (typed) => {
        const [, nodes, gpusPerNode] = /^\s*(\d{1,4})\s*[x×*]\s*(\d{1,2})\s*$/.exec(typed) ?? [];
        return Number(nodes) > 0 && Number(gpusPerNode) > 0 ? toGpuItem(Number(nodes), Number(gpusPerNode)) : undefined;
      },
    },
  );
  return chosen && { nodes: chosen.nodes, gpusPerNode: chosen.gpusPerNode };
}

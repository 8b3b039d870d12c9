import { describeNodes, listRows } from './drawNodes';
import { formatStages, formatTenths, listMemoryRows, PART_LABELS, PART_NAMES } from './memoryRows';
import type { NodeKind } from './nodeKinds';
import type { PictureSubject } from './subject';

/** The content of a picture as a table. The first cell of a row names the row. */
export interface PictureTable {
  caption: string;
  head: string[];
  rows: string[][];
}

/** Limit of the rows about GPUs. */
const MAX_GPU_ROWS = 64;

/** Creates the tables of a picture: the memory of the stages, and the groups of the GPUs. */
export const createTables = (subject: PictureSubject, kinds: readonly NodeKind[]): PictureTable[] => [
  ...createMemoryTable(subject),
  ...createGpuTable(subject, kinds),
];

function createMemoryTable({ memory }: PictureSubject): PictureTable[] {
  if (!memory) return [];
  const { rows } = listMemoryRows(memory);
  const parts = PART_NAMES.filter((name) => rows.some((row) => row.parts[name] >= 0.05));
  return [
    {
      caption: 'Memory of a GPU in GiB',
      head: ['Stage', 'used', 'reserved', 'allocated', ...parts.map((name) => PART_LABELS[name][1])],
      rows: rows.map((row) => [
        formatStages(row.stages),
        ...[row.used, row.reserved, row.allocated].map(formatTenths),
        ...parts.map((name) => formatTenths(row.parts[name])),
      ]),
    },
  ];
}

function createGpuTable({ sizes }: PictureSubject, kinds: readonly NodeKind[]): PictureTable[] {
  if (!sizes) return [];
  const labels = listRows(sizes, kinds[0]?.gpus ?? []).map(({ label }) => label);
  const rows = kinds.flatMap((kind) => {
    const columns = listRows(sizes, kind.gpus);
    return kind.gpus.map(({ gpu }, index) => [
      String(gpu),
      index === 0 ? describeNodes(kind) : '',
      ...columns.map(({ cells }) => cells[index]?.text ?? ''),
    ]);
  });
  return [
    { caption: 'GPUs of one node of each kind', head: ['GPU', 'Node', ...labels], rows: rows.slice(0, MAX_GPU_ROWS) },
  ];
}

import { describeNodes, listRows } from './drawNodes';
import { formatTenths, listMemoryRows, nameStages, PART_LABELS, PART_NAMES } from './memoryRows';
import type { NodeKind } from './nodeKinds';
import type { PictureSubject } from './subject';

/** The content of a picture as a table. The first cell of a row names the row. */
export interface PictureTable {
  caption: string;
  head: string[];
  rows: string[][];
}

/** Limit of the tables about nodes. */
const MAX_NODE_TABLES = 8;

/** Creates the tables of a picture: the memory of the stages, and the groups of the GPUs of each kind of node. */
export const createTables = (subject: PictureSubject, kinds: readonly NodeKind[]): PictureTable[] => [
  ...createMemoryTable(subject),
  ...createNodeTables(subject, kinds),
];

/** The parts are rows, so that the table of a run with few stages fits a narrow page. */
function createMemoryTable({ memory }: PictureSubject): PictureTable[] {
  if (!memory) return [];
  const { rows } = listMemoryRows(memory);
  const parts = PART_NAMES.filter((name) => rows.some((row) => row.parts[name] >= 0.05));
  const numbersOf = (name: string, numberOf: (row: (typeof rows)[number]) => number): string[] => [
    name,
    ...rows.map((row) => formatTenths(numberOf(row))),
  ];
  return [
    {
      caption: 'Memory of a GPU in GiB',
      head: ['Part', ...rows.map(({ stages }) => nameStages(stages, memory))],
      rows: [
        ...parts.map((name) => numbersOf(PART_LABELS[name][1], (row) => row.parts[name])),
        numbersOf('allocated in PyTorch', ({ allocated }) => allocated),
        numbersOf('reserved, as the log shows', ({ reserved }) => reserved),
        numbersOf('used, as nvidia-smi shows', ({ used }) => used),
      ],
    },
  ];
}

function createNodeTables({ sizes }: PictureSubject, kinds: readonly NodeKind[]): PictureTable[] {
  if (!sizes) return [];
  return kinds.slice(0, MAX_NODE_TABLES).map((kind) => {
    const columns = listRows(sizes, kind.gpus);
    return {
      caption: describeNodes(kind),
      head: ['GPU', ...columns.map(({ label }) => label)],
      rows: kind.gpus.map(({ gpu }, index) => [String(gpu), ...columns.map(({ cells }) => cells[index]?.text ?? '')]),
    };
  });
}

import { pluralize } from '../../text/plural';
import { type GpuPlace, GROUP_KINDS, type GroupKind, type GroupSizes, sizeOfGroups } from './gpuGroups';
import { formatNumbers } from './memoryRows';
import { MAX_COMPARED_GPUS, type NodeKind } from './nodeKinds';
import { GROUP_COLORS, type Paint } from './palette';
import { type Drawing, moveTo, writeElement, writeText } from './svg';

/** Limits of drawn nodes and of drawn GPUs of one node. */
const MAX_NODES = 8;
const MAX_GPUS_OF_NODE = 16;

const CELL = { width: 46, height: 20 };
const LABEL_WIDTH = 118;
const GAP = 16;

const ROW_LABELS: Readonly<Record<GroupKind, string>> = {
  pipeline: 'Pipeline group',
  tensor: 'Tensor group',
  context: 'Context group',
  expert: 'Expert group',
  data: 'Data group',
};

/** The row of a node: a text for each GPU, and the number that chooses its color. */
interface NodeRow {
  label: string;
  cells: readonly { text: string; color: number }[];
}

/** The drawn nodes, with sentences about those that are not. */
export interface DrawnNodes extends Drawing {
  sentences: string[];
}

/** Draws one node of each kind. Each row shows the groups of one kind: equal letters belong to one group. */
export function drawNodes(
  sizes: GroupSizes,
  gpusPerNode: number,
  kinds: readonly NodeKind[],
  paint: Paint,
): DrawnNodes {
  const shown = kinds.slice(0, MAX_NODES);
  const isWhole = sizes.worldSize <= MAX_COMPARED_GPUS;
  const drawings = shown.map((kind) => drawNode(kind, listRows(sizes, kind.gpus.slice(0, MAX_GPUS_OF_NODE)), paint));
  let y = 0;
  const parts = drawings.map((drawing) => {
    const part = moveTo(0, y, drawing);
    y += drawing.height + GAP;
    return part;
  });
  const left = kinds.slice(MAX_NODES).reduce((sum, { nodes }) => sum + nodes.length, 0);
  return {
    svg: parts.join(''),
    width: Math.max(0, ...drawings.map(({ width }) => width)),
    height: Math.max(0, y - GAP),
    sentences: [
      ...(left > 0 ? [`${pluralize(left, 'node')} of other kinds are not drawn.`] : []),
      ...(isWhole ? [] : [`The nodes after GPU ${MAX_COMPARED_GPUS} are not drawn.`]),
      ...(gpusPerNode > MAX_GPUS_OF_NODE
        ? [`Each node has ${gpusPerNode} GPUs; the first ${MAX_GPUS_OF_NODE} are drawn.`]
        : []),
    ],
  };
}

/** Returns the rows of a node; kinds of groups with one GPU each are left out. */
export function listRows(sizes: GroupSizes, gpus: readonly GpuPlace[]): NodeRow[] {
  const stageRow = {
    label: 'Pipeline stage',
    cells: gpus.map(({ stage }) => ({ text: String(stage + 1), color: stage })),
  };
  const kinds = GROUP_KINDS.filter((kind) => sizeOfGroups(sizes, kind) > 1);
  return [
    ...(sizes.pipeline > 1 ? [stageRow] : []),
    ...kinds.map((kind) => ({
      label: ROW_LABELS[kind],
      cells: gpus.map(({ groups }) => ({
        text: nameOfGroup(groups[kind], sizes.worldSize / sizeOfGroups(sizes, kind)),
        color: groups[kind],
      })),
    })),
  ];
}

/** Names one of `count` groups: A to Z, or by number if there are more. */
const nameOfGroup = (number: number, count: number): string =>
  count <= 26 ? String.fromCharCode(65 + number) : String(number);

/** Names the nodes of a kind: `Node 0`, or the first of several alike, such as `Node 0, like nodes 1–6`. */
export function describeNodes({ nodes: [first, ...others] }: NodeKind): string {
  if (others.length === 0) return `Node ${first}`;
  return `Node ${first}, like ${others.length === 1 ? 'node' : 'nodes'} ${formatNumbers(others)}`;
}

function drawNode(kind: NodeKind, rows: readonly NodeRow[], paint: Paint): Drawing {
  const gpus = kind.gpus.slice(0, MAX_GPUS_OF_NODE);
  const texts = { fill: paint('text') };
  const title = writeText(describeNodes(kind), 0, 13, { ...texts, 'font-weight': 'bold' });
  const xOf = (column: number): number => LABEL_WIDTH + column * CELL.width;
  const yOf = (row: number): number => 22 + row * CELL.height;
  const header = [
    writeText('GPU', 0, yOf(0) + 14, texts),
    ...gpus.map(({ gpu }, column) =>
      writeText(String(gpu), xOf(column) + CELL.width / 2, yOf(0) + 14, { ...texts, 'text-anchor': 'middle' }),
    ),
  ];
  const body = rows.flatMap(({ label, cells }, row) => [
    writeText(label, 0, yOf(row + 1) + 14, texts),
    ...cells.map(({ text, color }, column) => drawCell(text, color, xOf(column), yOf(row + 1), paint)),
  ]);
  return {
    svg: [title, ...header, ...body].join(''),
    width: xOf(gpus.length),
    height: yOf(rows.length + 1),
  };
}

function drawCell(text: string, color: number, x: number, y: number, paint: Paint): string {
  const fill = paint(GROUP_COLORS[color % GROUP_COLORS.length] ?? 'blue');
  const box = { x: x + 1, y: y + 1, width: CELL.width - 2, height: CELL.height - 2, rx: 2 };
  return [
    writeElement('rect', { ...box, fill, 'fill-opacity': 0.35, stroke: fill }),
    writeText(text, x + CELL.width / 2, y + 14, { fill: paint('text'), 'text-anchor': 'middle' }),
  ].join('');
}

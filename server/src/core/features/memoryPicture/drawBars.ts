import type { Card } from '../../memory/card';
import type { MemoryEstimate } from '../../memory/memoryEstimate';
import { formatCardSize } from './cardSize';
import {
  formatTenths,
  listMemoryRows,
  type MemoryRow,
  nameStages,
  PART_LABELS,
  PART_NAMES,
  type PartName,
} from './memoryRows';
import { GROUP_COLORS, type Paint } from './palette';
import { type Drawing, moveTo, writeElement, writeText } from './svg';

const BAR = { x: 118, width: 430, height: 24, gap: 10 };
/** Widths from which a segment shows its letter, and its number too. */
const LETTER_WIDTH = 14;
const NUMBER_WIDTH = 48;

/** Draws a bar of the memory by parts for each stage, and the size of the card. */
export function drawBars(memory: MemoryEstimate, card: Card, paint: Paint): Drawing {
  const { rows, omitted } = listMemoryRows(memory);
  const scale = BAR.width / (1.04 * Math.max(card.gib, memory.high, ...rows.map(({ used }) => used)));
  const top = 20;
  const yOf = (row: number): number => top + row * (BAR.height + BAR.gap);
  const bars = rows.map((row, index) => drawBar(row, memory, yOf(index), scale, paint));
  const bottom = yOf(rows.length);
  const note =
    omitted > 0 ? writeText(`${omitted} less full stages are not drawn.`, 0, bottom + 12, { fill: paint('text') }) : '';
  const legend = drawLegend(rows, paint);
  const legendTop = bottom + (omitted > 0 ? 20 : 4);
  return {
    svg: [
      drawPatterns(paint),
      ...bars,
      drawCard(card, scale, bottom - BAR.gap, paint),
      note,
      moveTo(0, legendTop, legend),
    ].join(''),
    width: BAR.x + BAR.width + 90,
    height: legendTop + legend.height,
  };
}

function drawBar(row: MemoryRow, memory: MemoryEstimate, y: number, scale: number, paint: Paint): string {
  let x = BAR.x;
  const segments = PART_NAMES.map((name) => {
    const width = Math.max(0, row.parts[name]) * scale;
    const segment = drawSegment(name, row.parts[name], x, y, width, paint);
    x += width;
    return segment;
  });
  const isFullest = row.stages.includes(memory.fullest);
  const texts = { fill: paint('text'), ...(isFullest && { 'font-weight': 'bold' }) };
  return [
    writeText(nameStages(row.stages, memory), 0, y + 16, texts),
    ...segments,
    ...(isFullest ? [drawRange(memory, y, scale, paint)] : []),
    writeText(`${formatTenths(row.used)} GiB`, BAR.x + BAR.width + 8, y + 16, texts),
  ].join('');
}

function drawSegment(name: PartName, gib: number, x: number, y: number, width: number, paint: Paint): string {
  if (width < 0.5) return '';
  const [letter] = PART_LABELS[name];
  const box = { x, y, width, height: BAR.height };
  const text = width >= NUMBER_WIDTH ? `${letter} ${formatTenths(gib)}` : width >= LETTER_WIDTH ? letter : '';
  return [
    writeElement('rect', { ...box, fill: paint('background') }),
    writeElement('rect', { ...box, fill: `url(#${patternOf(name)})`, stroke: paint('text'), 'stroke-width': 0.5 }),
    ...(text === ''
      ? []
      : [
          // The outline keeps the text readable on a pattern.
          writeText(text, x + width / 2, y + 16, {
            fill: paint('text'),
            stroke: paint('background'),
            'stroke-width': 3,
            'paint-order': 'stroke',
            'text-anchor': 'middle',
          }),
        ]),
  ].join('');
}

/** Draws the range of the fullest stage below its bar. */
function drawRange({ low, high }: MemoryEstimate, y: number, scale: number, paint: Paint): string {
  const [left, right, middle] = [BAR.x + low * scale, BAR.x + high * scale, y + BAR.height + 4];
  const path = `M${left.toFixed(1)} ${middle - 3}v6M${left.toFixed(1)} ${middle}H${right.toFixed(1)}M${right.toFixed(1)} ${middle - 3}v6`;
  return writeElement('path', { d: path, stroke: paint('text'), fill: 'none' });
}

function drawCard(card: Card, scale: number, bottom: number, paint: Paint): string {
  const x = BAR.x + card.gib * scale;
  return [
    writeElement('line', {
      x1: x,
      x2: x,
      y1: 14,
      y2: bottom + 4,
      stroke: paint('card'),
      'stroke-width': 2,
      'stroke-dasharray': '5 3',
    }),
    writeText(`card: ${formatCardSize(card)}`, x, 10, { fill: paint('text'), 'text-anchor': 'middle' }),
  ].join('');
}

/** Draws the letters, patterns and names of the parts that occur, with their sizes if all GPUs are alike. */
function drawLegend(rows: readonly MemoryRow[], paint: Paint): Drawing {
  const names = PART_NAMES.filter((name) => rows.some(({ parts }) => parts[name] >= 0.05));
  const [first, ...others] = rows;
  const sizeOf = (name: PartName): string =>
    first && others.length === 0 ? ` ${formatTenths(first.parts[name])}` : '';
  const columnWidth = 216;
  const items = names.map((name, index) => {
    const [letter, label] = PART_LABELS[name];
    const x = (index % 3) * columnWidth;
    const y = Math.floor(index / 3) * 20;
    const box = { x, y: y + 2, width: 16, height: 12 };
    return [
      writeElement('rect', { ...box, fill: `url(#${patternOf(name)})`, stroke: paint('text'), 'stroke-width': 0.5 }),
      writeText(`${letter} ${label}${sizeOf(name)}`, x + 22, y + 12, {
        fill: paint('text'),
      }),
    ].join('');
  });
  return { svg: items.join(''), width: 3 * columnWidth, height: Math.ceil(names.length / 3) * 20 };
}

const patternOf = (name: PartName): string => `preflight-part-${name}`;

/** The lines of the patterns, in a square of 8 pixels, one for each part. */
const LINES = [
  ...['', 'M0 8L8 0', 'M0 0L8 8', 'M0 4H8', 'M4 0V8', 'M4 2v4M2 4h4', 'M0 0L8 8M0 8L8 0', 'M0 4H8M4 0V8'],
  ...['M0 2H8M0 6H8', 'M2 0V8M6 0V8'],
];

/** Draws the patterns of the parts: each has its own color and its own lines. */
function drawPatterns(paint: Paint): string {
  const patterns = PART_NAMES.map((name, index) => {
    const color = paint(GROUP_COLORS[index % GROUP_COLORS.length] ?? 'blue');
    const lines = LINES[index] ?? '';
    return writeElement(
      'pattern',
      { id: patternOf(name), width: 8, height: 8, patternUnits: 'userSpaceOnUse' },
      writeElement('rect', { width: 8, height: 8, fill: color, 'fill-opacity': 0.45 }) +
        (lines === '' ? '' : writeElement('path', { d: lines, stroke: color, fill: 'none', 'stroke-width': 1.5 })),
    );
  });
  return writeElement('defs', {}, patterns.join(''));
}

// Figures as Markdown tables.
import { findFigure, ratioOf } from './figures.mjs';
import { judgeGoals } from './goals.mjs';

/** The servers in the order of columns. */
const SERVERS = ['ours', 'yaml-ls', 'json-ls', 'bash-ls', 'echo'];

/** The peer that ours is compared with in files of a language, besides the floor. */
const PEERS = ['yaml-ls', 'bash-ls'];

export function formatNumber(value) {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 3;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

const formatRatio = (ratio) => (ratio === undefined ? '' : `${formatNumber(ratio)} x`);

const printRows = (head, rows) => {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(3, ...all.map((cells) => cells[column].length)));
  const print = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [print(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(print)].join('\n');
};

const listDistinct = (figures, key) => [...new Set(figures.map((figure) => figure[key]))];

/** One table for each measurement of servers, with a row for each file, and one for everything else. */
export function printFigures(figures) {
  const ofServers = figures.filter(({ server }) => server === 'echo').map(({ measure }) => measure);
  const isOfServers = ({ measure }) => ofServers.includes(measure);
  const compared = figures.filter(isOfServers);
  const others = figures.filter((figure) => !isOfServers(figure));
  return [
    ...listDistinct(compared, 'measure').map((measure) => printMeasure(compared, measure)),
    others.length > 0 ? printOthers(others) : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

function printMeasure(figures, measure) {
  const measured = figures.filter((figure) => figure.measure === measure);
  const servers = SERVERS.filter((name) => measured.some(({ server }) => server === name));
  const [{ unit }] = measured;
  const hasProcessor = measured.some(({ processor }) => processor !== undefined);
  const isSpread = measured.some(({ samples }) => samples > 3);
  const parts = ['median', isSpread && '95th percentile', hasProcessor && 'processor time'].filter(Boolean);
  const find = (file, server) => findFigure(measured, { measure, file, server });
  const toCell = (figure) =>
    figure
      ? [figure.p50, isSpread && figure.p95, hasProcessor && figure.processor]
          .filter((value) => typeof value === 'number')
          .map(formatNumber)
          .join(' / ')
      : '';
  const rows = listDistinct(measured, 'file').map((file) => [
    file,
    ...servers.map((server) => toCell(find(file, server))),
    formatRatio(ratioOf(find(file, 'ours'), find(file, 'echo'))),
    formatRatio(ratioOf(find(file, 'ours'), PEERS.map((peer) => find(file, peer)).find(Boolean))),
  ]);
  const missing = measured
    .filter(({ failed }) => failed)
    .map(({ file, server, failed }) => `- ${server}, ${file}: ${failed}`);
  return [
    `### ${measure[0].toUpperCase()}${measure.slice(1)}`,
    `${unit}: ${parts.join(' / ')}`,
    printRows(['file', ...servers, 'ours to echo', 'ours to peer'], rows),
    missing.join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');
}

const printOthers = (figures) =>
  `### Our parts\n\n${printRows(
    ['measured', 'of', 'median', '95th percentile', 'unit'],
    figures.map(({ measure, file, failed, p50, p95, samples, unit }) => [
      measure,
      file,
      failed ?? formatNumber(p50),
      samples > 1 ? formatNumber(p95) : '',
      unit ?? '',
    ]),
  )}`;

/** The goals with their figures, each marked as met, missed or not measured. */
export function printGoals(figures) {
  const rows = judgeGoals(figures).map(({ goal, figure, ratio, isMet }) => [
    isMet === undefined ? 'not measured' : isMet ? 'met' : 'MISSED',
    goal.key === 'processor' ? `${goal.measure}, processor time` : goal.measure,
    goal.file,
    figure === undefined ? '' : formatNumber(figure),
    goal.to ? `${formatRatio(ratio)} ${goal.to}`.trim() : '',
    printLimit(goal),
  ]);
  return printRows(['goal', 'measured', 'of', 'ours', 'ratio', 'limit'], rows);
}

function printLimit({ min, max, to, enough }) {
  if (min !== undefined) return `at least ${min.toLocaleString('en-US')}`;
  return `at most ${formatNumber(max)}${to ? ` x ${to}` : ''}${enough ? `, or ${enough}` : ''}`;
}

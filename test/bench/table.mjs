// Figures and the table that prints them.

/** @param {number[]} samples */
function percentile(samples, share) {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** Computes figures from samples. Each row is compared with ours on the same file, if there is one. */
export function computeFigures(rows) {
  const figures = rows.map(({ samples, ...row }) =>
    samples ? { ...row, p50: percentile(samples, 0.5), p95: percentile(samples, 0.95), samples: samples.length } : row,
  );
  return figures.map((row) => {
    const ours = figures.find(
      ({ measure, file, server }) => server === 'ours' && measure === row.measure && file === row.file,
    );
    const ratio = row.server !== 'ours' && row.p50 && ours?.p50 ? row.p50 / ours.p50 : undefined;
    return { ...row, ratio };
  });
}

const formatNumber = (value) => {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 3;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
};

const HEAD = ['measured', 'file', 'server', 'p50', 'p95', '', 'samples', 'to ours'];
const RIGHT_ALIGNED = new Set(['p50', 'p95', 'samples', 'to ours']);

/** Prints rows in the order in which each measurement and file first occurs; repeated names are omitted. */
export function printTable(figures) {
  const listDistinct = (key) => [...new Set(figures.map((row) => row[key]))];
  const [measures, files] = [listDistinct('measure'), listDistinct('file')];
  const sorted = figures.toSorted(
    (a, b) =>
      measures.indexOf(a.measure) - measures.indexOf(b.measure) || files.indexOf(a.file) - files.indexOf(b.file),
  );
  const rows = sorted.map((row, index) => cellsOf(row, sorted[index - 1]));
  // A failure has its reason in place of figures, and does not widen the columns.
  const complete = [HEAD, ...rows.filter((cells) => cells.length === HEAD.length)];
  const widths = HEAD.map((_, column) => Math.max(...complete.map((cells) => cells[column].length)));
  const printRow = (cells) => {
    const isRight = (column) => RIGHT_ALIGNED.has(HEAD[column]) && cells.length === HEAD.length;
    const padded = cells.map((cell, i) => (isRight(i) ? cell.padStart(widths[i]) : cell.padEnd(widths[i])));
    return padded.join('  ').trimEnd();
  };
  return [printRow(HEAD), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(printRow)].join('\n');
}

function cellsOf(row, before) {
  const sameMeasure = before?.measure === row.measure;
  const sameFile = sameMeasure && before.file === row.file;
  const names = [sameMeasure ? '' : row.measure, sameFile ? '' : row.file, row.server];
  if (row.failed) return [...names, row.failed];
  const isSingle = row.samples === 1;
  const [p95, samples] = isSingle ? ['', ''] : [formatNumber(row.p95), String(row.samples)];
  return [...names, formatNumber(row.p50), p95, row.unit, samples, row.ratio ? `${formatNumber(row.ratio)} x` : ''];
}

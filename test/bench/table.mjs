/** Figures and the one table that they are printed as. */

/** @param {number[]} samples */
export function percentile(samples, share) {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** Samples become figures. Each row is set against ours on the same file, where there is one. */
export function figuresOf(rows) {
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

const number = (value) => {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 3;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
};

const HEAD = ['measured', 'file', 'server', 'p50', 'p95', '', 'samples', 'to ours'];
const NUMBERS = new Set(['p50', 'p95', 'samples', 'to ours']);

/** Rows stand in the order in which each measurement and each file was first seen; repeated names are left out. */
export function tableOf(figures) {
  const order = (key) => [...new Set(figures.map((row) => row[key]))];
  const [measures, files] = [order('measure'), order('file')];
  const sorted = figures.toSorted(
    (a, b) =>
      measures.indexOf(a.measure) - measures.indexOf(b.measure) || files.indexOf(a.file) - files.indexOf(b.file),
  );
  const rows = sorted.map((row, index) => cellsOf(row, sorted[index - 1]));
  // The reason of a failure stands in place of all figures and makes no column wide.
  const complete = [HEAD, ...rows.filter((cells) => cells.length === HEAD.length)];
  const widths = HEAD.map((_, column) => Math.max(...complete.map((cells) => cells[column].length)));
  const print = (cells) => {
    const isRight = (column) => NUMBERS.has(HEAD[column]) && cells.length === HEAD.length;
    const padded = cells.map((cell, i) => (isRight(i) ? cell.padStart(widths[i]) : cell.padEnd(widths[i])));
    return padded.join('  ').trimEnd();
  };
  return [print(HEAD), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(print)].join('\n');
}

function cellsOf(row, before) {
  const sameMeasure = before?.measure === row.measure;
  const sameFile = sameMeasure && before.file === row.file;
  const names = [sameMeasure ? '' : row.measure, sameFile ? '' : row.file, row.server];
  if (row.failed) return [...names, row.failed];
  const isSingle = row.samples === 1;
  const [p95, samples] = isSingle ? ['', ''] : [number(row.p95), String(row.samples)];
  return [...names, number(row.p50), p95, row.unit, samples, row.ratio ? `${number(row.ratio)} x` : ''];
}

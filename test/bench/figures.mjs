// Figures from samples: medians, percentiles and ratios.

/** @param {number[]} samples */
export function percentile(samples, share) {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

const median = (numbers) =>
  numbers.length === 0 || numbers.includes(undefined) ? undefined : percentile(numbers, 0.5);

/**
 * Computes the figures of rows: those of all samples, and those of each round, which ratios are computed from.
 * @param {{samples?: number[], rounds?: {samples: number[], processor?: number | undefined}[], failed?: string}[]} rows
 */
export function computeFigures(rows) {
  return rows.map(({ samples, rounds = [{ samples }], ...row }) => {
    if (row.failed) return row;
    const all = rounds.flatMap((round) => round.samples);
    return {
      ...row,
      samples: all.length,
      p50: percentile(all, 0.5),
      p95: percentile(all, 0.95),
      processor: median(rounds.map(({ processor }) => processor)),
      rounds: rounds.map((round) => ({ p50: percentile(round.samples, 0.5), processor: round.processor })),
    };
  });
}

/** The figure of a server for a file. */
export const findFigure = (figures, { measure, file, server }) =>
  figures.find((each) => each.measure === measure && each.file === file && each.server === server && !each.failed);

/** The median of the ratios of all rounds; undefined if one of the figures is unknown. */
export function ratioOf(figure, base, key = 'p50') {
  if (!figure || !base) return undefined;
  const count = Math.min(figure.rounds.length, base.rounds.length);
  const ratios = figure.rounds.slice(0, count).map((round, index) => round[key] / base.rounds[index][key]);
  return ratios.every(Number.isFinite) ? median(ratios) : undefined;
}

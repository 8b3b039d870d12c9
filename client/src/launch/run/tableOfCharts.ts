import type { TextTable } from '../../textTable';
import { formatValue } from './formatValue';
import type { Chart } from './runMessage';

/** Returns the table of the curves: what they show, for those who do not see them. */
export function tableOfCharts(charts: readonly Chart[]): TextTable {
  const rows = charts.flatMap(({ title, unit, lines }) =>
    lines.map(({ label, values }) => {
      const name = label === 'Training' ? title : `${title}, ${label.toLowerCase()}`;
      const numbers = [
        values.at(-1) ?? 0,
        values.reduce((a, b) => Math.min(a, b), Infinity),
        values.reduce((a, b) => Math.max(a, b), -Infinity),
      ];
      return [name, ...numbers.map((value) => formatValue(value, unit))];
    }),
  );
  return { caption: 'Logged values', head: ['Value', 'Latest', 'Lowest', 'Highest'], rows };
}

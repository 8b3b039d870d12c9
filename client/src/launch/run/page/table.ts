import { formatValue } from '../formatValue';
import type { Chart } from '../runMessage';
import { createElement } from './elements';

const HEADERS = ['Value', 'Latest', 'Lowest', 'Highest'];

/** Creates the table of the curves: what they show, for those who do not see them. */
export function createTable(charts: readonly Chart[]): HTMLTableElement {
  const head = createElement('tr', {}, ...HEADERS.map((name) => createElement('th', { scope: 'col' }, name)));
  const rows = charts.flatMap(({ title, unit, lines }) =>
    lines.map(({ label, values }) => {
      const name = label === 'Training' ? title : `${title}, ${label.toLowerCase()}`;
      const cells = [values.at(-1) ?? 0, minimum(values), maximum(values)];
      return createElement(
        'tr',
        {},
        createElement('th', { scope: 'row' }, name),
        ...cells.map((value) => createElement('td', {}, formatValue(value, unit))),
      );
    }),
  );
  const caption = createElement('caption', {}, 'Logged values');
  return createElement('table', {}, caption, createElement('thead', {}, head), createElement('tbody', {}, ...rows));
}

export const minimum = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
export const maximum = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);

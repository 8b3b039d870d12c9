import type { TextTable } from '../textTable';
import { createElement } from './elements';

/** Creates a table with headers for rows and columns. */
export function createTable({ caption, head, rows }: TextTable): HTMLTableElement {
  const headCells = head.map((name) => createElement('th', { scope: 'col' }, name));
  const bodyRows = rows.map(([name = '', ...cells]) =>
    createElement(
      'tr',
      {},
      createElement('th', { scope: 'row' }, name),
      ...cells.map((cell) => createElement('td', {}, cell)),
    ),
  );
  return createElement(
    'table',
    {},
    createElement('caption', {}, caption),
    createElement('thead', {}, createElement('tr', {}, ...headCells)),
    createElement('tbody', {}, ...bodyRows),
  );
}

import { createElement, showSentences } from '../../../page/elements';
import { createTable } from '../../../page/table';
import type { RunMessage } from '../runMessage';
import { tableOfCharts } from '../tableOfCharts';
import { type ShownCharts, showCharts } from './charts';
import '../../../page/page.css';
import './run.css';

/** The page of a run: sentences, curves, and the same values as a table. It shows one message at a time. */
declare function acquireVsCodeApi(): { postMessage: (message: unknown) => void };

const page = document.querySelector('main') ?? document.body;
const title = createElement('h1');
const sentences = createElement('div', { class: 'sentences' });
const figures = createElement('div', { class: 'figures' });
const table = createElement('div', { class: 'table' });
page.append(title, sentences, figures, table);

let charts: ShownCharts | undefined;

window.addEventListener('message', ({ data }: MessageEvent<RunMessage>) => {
  title.textContent = data.title;
  showSentences(sentences, data.sentences);
  charts = showCharts(figures, data.charts, charts);
  table.replaceChildren(...(data.charts.length === 0 ? [] : [createTable(tableOfCharts(data.charts))]));
});
// VS Code changes the classes of the body with its theme; a canvas knows no variables of style sheets.
new MutationObserver(() => charts?.redraw()).observe(document.body, { attributeFilter: ['class', 'style'] });

acquireVsCodeApi().postMessage({ kind: 'ready' });

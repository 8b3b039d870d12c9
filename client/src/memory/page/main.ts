import type { MemoryPictureResult } from '../../../../server/src/lsp/memoryProtocol';
import { createElement, showSentences } from '../../page/elements';
import { createTable } from '../../page/table';
import '../../page/page.css';
import './memory.css';

/** The page of the picture of a run: sentences, the picture, and its content as tables. */
declare function acquireVsCodeApi(): { postMessage: (message: unknown) => void };

const page = document.querySelector('main') ?? document.body;
const sentences = createElement('div', { class: 'sentences', 'aria-live': 'polite' });
const figure = createElement('div', { class: 'picture' });
// Wide tables scroll, by the keyboard too.
const tables = createElement('div', { class: 'tables', role: 'region', 'aria-label': 'Tables', tabindex: '0' });
page.append(sentences, figure, tables);

window.addEventListener('message', ({ data }: MessageEvent<MemoryPictureResult>) => {
  showSentences(sentences, data.sentences);
  // The picture is parsed as XML: the page allows no scripts and styles inside it.
  const { documentElement } = new DOMParser().parseFromString(data.svg, 'image/svg+xml');
  figure.replaceChildren(document.importNode(documentElement, true));
  tables.replaceChildren(...data.tables.map(createTable));
});

acquireVsCodeApi().postMessage({ kind: 'ready' });

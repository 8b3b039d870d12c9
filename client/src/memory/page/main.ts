import type { MemoryPictureResult } from '../../../../server/src/lsp/memoryProtocol';
import { createElement, showSentences } from '../../page/elements';
import { createTable } from '../../page/table';
import '../../page/page.css';
import './memory.css';

/** The page of the picture of a run: sentences, the picture, and its content as tables. */
declare function acquireVsCodeApi(): { postMessage: (message: unknown) => void };

const page = document.querySelector('main') ?? document.body;
const sentences = createElement('div', { class: 'sentences', 'aria-live': 'polite' });
const title = createElement('h1');
// A wide picture and wide tables scroll, by the keyboard too.
const createRegion = (name: string, label: string): HTMLElement =>
  createElement('div', { class: name, role: 'region', 'aria-label': label, tabindex: '0' });
const figure = createRegion('picture', 'Picture');
const tables = createRegion('tables', 'Tables');
page.append(title, sentences, figure, tables);

window.addEventListener('message', ({ data }: MessageEvent<MemoryPictureResult>) => {
  title.textContent = `Memory of ${data.title}`;
  showSentences(sentences, data.sentences);
  // The picture is parsed as XML: the page allows no scripts and styles inside it.
  const { documentElement } = new DOMParser().parseFromString(data.svg, 'image/svg+xml');
  figure.replaceChildren(document.importNode(documentElement, true));
  tables.replaceChildren(...data.tables.map(createTable));
});

acquireVsCodeApi().postMessage({ kind: 'ready' });

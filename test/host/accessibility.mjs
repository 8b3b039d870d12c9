/** Checks the pages of webviews in a workbench with axe-core: names, roles, structure and contrast. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** The content of a webview is a frame inside the frame of the webview. */
const isPage = (frame) => frame.parentFrame()?.url().includes('/webview/') && frame.childFrames().length === 0;

/** Whether the webview of a page is visible. One that is closed keeps its frame for a while. */
const isShown = async (frame) => (await frame.parentFrame()?.frameElement())?.isVisible().catch(() => false) ?? false;

/** Runs the rules of axe that an extension can satisfy. Runs in the frame. */
async function runAxe() {
  // The workbench paints the background of the frame, which axe cannot see.
  const root = document.documentElement;
  root.style.backgroundColor = getComputedStyle(root).getPropertyValue('--vscode-editor-background');
  // VS Code writes the frame around rendered Markdown.
  const isMarkdown = document.querySelector('.markdown-body') !== null;
  const frame = ['document-title', 'html-has-lang', 'landmark-one-main', 'region'];
  const rules = Object.fromEntries(isMarkdown ? frame.map((id) => [id, { enabled: false }]) : []);
  const { violations } = await window.axe.run(document, { resultTypes: ['violations'], rules });
  root.style.backgroundColor = '';
  return violations.map(({ id, help, nodes }) => ({ id, help, elements: nodes.map(({ html }) => html) }));
}

/** Returns what is wrong with the pages that a workbench shows, and the number of these pages. */
export async function checkPages(page) {
  const source = readFileSync(AXE, 'utf8');
  const results = [];
  for (const frame of page.frames().filter(isPage)) {
    if (!(await isShown(frame))) continue;
    // The page of an extension runs no scripts, and is VS Code's.
    const found = await frame.evaluate(source).then(
      () => frame.evaluate(runAxe),
      () => undefined,
    );
    if (found) results.push(found);
  }
  return { count: results.length, violations: results.flat() };
}

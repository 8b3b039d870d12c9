/** Checks the pages of webviews in a workbench with axe-core: names, roles, structure and contrast. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** The content of a webview is a frame inside the frame of the webview. */
const isPage = (frame) => frame.parentFrame()?.url().includes('/webview/') && frame.childFrames().length === 0;

/** Whether a page can run scripts: that of an extension, which VS Code writes, cannot. */
const runsScripts = async (frame) =>
  (await (await frame.frameElement()).getAttribute('sandbox'))?.includes('allow-scripts');

/** Whether the webview of a page is visible. One that is closed keeps its frame for a while. */
const isShown = async (frame) => (await frame.parentFrame()?.frameElement())?.isVisible();

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

/** Checks a page; undefined if it is not shown, runs no scripts or closes meanwhile. */
async function checkPage(frame, source) {
  try {
    if (!(await isShown(frame)) || !(await runsScripts(frame))) return undefined;
    await frame.evaluate(source);
    return await frame.evaluate(runAxe);
  } catch {
    return undefined;
  }
}

/** Returns what is wrong with the pages that a workbench shows, and the number of these pages. */
export async function checkPages(page) {
  const source = readFileSync(AXE, 'utf8');
  const results = [];
  for (const frame of page.frames().filter(isPage)) results.push(await checkPage(frame, source));
  const checked = results.filter((result) => result !== undefined);
  return { count: checked.length, violations: checked.flat() };
}

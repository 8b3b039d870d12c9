/** Checks the pages of webviews in a workbench with axe-core: names, roles, structure, contrast and keyboard. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** The content of a webview is a frame inside the frame of the webview. */
const isPage = (frame) => frame.parentFrame()?.url().includes('/webview/') && frame.childFrames().length === 0;

/** Runs the rules of axe. Runs in the frame. */
async function runAxe() {
  const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
  return violations.map(({ id, help, nodes }) => ({ id, help, elements: nodes.map(({ html }) => html) }));
}

/** Returns what is wrong with the pages that a workbench shows, and the number of these pages. */
export async function checkPages(page) {
  const frames = page.frames().filter(isPage);
  const results = [];
  for (const frame of frames) {
    if (!(await frame.evaluate(() => 'axe' in window))) await frame.evaluate(readFileSync(AXE, 'utf8'));
    results.push(...(await frame.evaluate(runAxe)));
  }
  return { count: frames.length, violations: results };
}

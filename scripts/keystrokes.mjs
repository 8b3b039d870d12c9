// `npm run keystrokes -- [--vsix FILE] [NAME...]`: types two configs in a real VS Code, letter by letter, takes a proposal of the list wherever that
// saves keys, and prints how many keys that took.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installHost } from '../test/host/installVSCode.mjs';
import { atProcessEnd, removeFolder } from '../test/host/process.mjs';
import { startBrowser, startServer } from '../test/host/workbench.mjs';
import { packageExtension } from './package.mjs';
import { TARGETS } from './screenshots/targets.mjs';
import { typeText } from './screenshots/typist.mjs';

/** Counts the keys of a text that is typed without help: the editor only repeats the indentation. */
function countPlainKeys(text) {
  const lines = text.split('\n');
  const indentations = lines.filter((line) => line.startsWith('    ')).length;
  return text.length - Math.max(0, indentations - 1) * 4;
}

const host = await installHost();
const scratch = mkdtempSync(join(tmpdir(), 'preflight-keystrokes-'));
atProcessEnd(() => removeFolder(scratch));
const settings = { 'preflight.inlayHints': false, 'preflight.codeLens': false, 'editor.minimap.enabled': false };
const server = await startServer({ root: host.serverRoot, node: host.node, settings });
const { values, positionals: names } = parseArgs({ allowPositionals: true, options: { vsix: { type: 'string' } } });
try {
  await server.installExtension(values.vsix ?? (await packageExtension(join(scratch, 'training-preflight.vsix'))));
  const folder = join(scratch, 'work');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(TARGETS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    writeFileSync(join(folder, name), '');
    const { page, stop } = await startBrowser({ chromium: host.chromium, viewport: { width: 1280, height: 1200 } });
    try {
      await page.goto(server.url({ folder, file: join(folder, name) }));
      await page.locator('.monaco-editor .view-lines').first().click();
      const { keys, letters } = await typeText(page, text);
      console.log(`${name}: ${keys} keys (${letters} characters typed, ${keys - letters} other keys)`);
      console.log(`  without completion: ${countPlainKeys(text)}`);
    } finally {
      await stop();
    }
  }
} finally {
  await server.stop();
  removeFolder(scratch);
}

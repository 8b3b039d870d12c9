import { cpSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkPages } from '../../test/host/accessibility.mjs';
import { atProcessEnd, removeFolder } from '../../test/host/process.mjs';
import { startBrowser, startServer } from '../../test/host/workbench.mjs';
import { packageExtension } from '../package.mjs';
import { root } from '../setup.mjs';
import { FILES } from './files.mjs';
import { press, runSteps, see } from './steps.mjs';

/** Time for animations, delayed findings and lazy parts of the workbench. */
const SETTLING_MS = 900;

/**
 * Takes a screenshot of each situation in each theme: the steps run once, then the theme changes while their result is
 * shown. Resolves to the situations that failed, with what axe finds in the pages of webviews; where a step failed, a
 * screenshot shows the last state.
 * The extension is packaged unless `vsix` names a package.
 */
export async function takeScreenshots(
  situations,
  { host, vsix, themes, viewport, scale, settings, env = {}, trust = false, save, saveFailed },
) {
  const scratch = mkdtempSync(join(tmpdir(), 'preflight-screenshots-'));
  const cancelCleanup = atProcessEnd(() => removeFolder(scratch));
  const samples = join(scratch, 'samples');
  const server = await startServer({ root: host.serverRoot, node: host.node, settings, env, trust });
  const failures = [];
  try {
    await server.installExtension(vsix ?? (await packageExtension(join(scratch, 'training-preflight.vsix'))));
    for (const [name, situation] of situations) {
      console.log(`  ${name}`);
      writeFiles(samples);
      await setTheme(server, Object.values(themes)[0]);
      const browser = await startBrowser({ chromium: host.chromium, viewport, scale });
      const { page, context } = browser;
      try {
        await openFile(page, server, join(samples, situation.file));
        await runSteps(page, situation.steps);
        for (const [theme, row] of Object.entries(themes)) {
          await setTheme(server, row, page);
          await page.waitForTimeout(SETTLING_MS);
          await save({ name, ...situation }, theme, await page.screenshot(), context);
          const { violations } = await checkPages(page);
          failures.push(
            ...violations.map(({ help, elements }) => ({ name, error: new Error(`${theme}: ${help}: ${elements}`) })),
          );
        }
      } catch (error) {
        await saveFailed({ name: `${name}-failed` }, 'dark', await page.screenshot());
        failures.push({ name, error });
      } finally {
        await browser.stop();
      }
    }
  } finally {
    await server.stop();
    removeFolder(scratch);
    cancelCleanup();
  }
  return failures;
}

/** Writes the samples and the other files of the situations, as they were before the last situation changed them. */
function writeFiles(folder) {
  removeFolder(folder);
  cpSync(join(root, 'samples'), folder, { recursive: true });
  for (const [path, text] of Object.entries(FILES)) writeFileSync(join(folder, path), text);
}

/** Opens a file in its folder, without the side bar, and waits until the extension has read it. */
async function openFile(page, server, file) {
  await page.goto(server.url({ folder: dirname(file), file }));
  await see(page, '.monaco-editor .view-lines');
  // A file without a command has neither.
  const hasCommand = statSync(file).size > 0;
  if (hasCommand) await see(page, '.statusbar-item[id*="preflight"], .monaco-editor .codelens-decoration a');
  await press(page, 'Control+b');
}

/** Changes the theme, and waits until a page shows it. */
async function setTheme(server, { title, type }, page) {
  for (const kind of ['User', 'Machine']) {
    const file = join(server.userDataDir, kind, 'settings.json');
    const settings = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...settings, 'workbench.colorTheme': title }, undefined, 2));
  }
  if (page) await see(page, `.monaco-workbench.${type}`);
}

// `npm run picture -- [NAME...]`: takes the pictures of the README and draws the icon, into docs/images. It needs the
// VS Code build from npm, Chromium and Slurm, which it installs if missing, and a font with emoji, which it does not
// install (Debian: fonts-noto-color-emoji).
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installHost } from '../test/host/installVSCode.mjs';
import { atProcessEnd, removeFolder } from '../test/host/process.mjs';
import { startBrowser, startServer } from '../test/host/workbench.mjs';
import { startCluster } from '../test/launch/cluster.mjs';
import { installSlurm } from '../test/launch/install.mjs';
import { packageExtension } from './package.mjs';
import { EDITING } from './pictures/editing.mjs';
import { createEditor } from './pictures/editor.mjs';
import { drawIcon } from './pictures/icon.mjs';
import { LAUNCHING, SCRIPTS, targetsOn } from './pictures/launching.mjs';
import { reduceToPalette } from './pictures/palette.mjs';
import { root } from './setup.mjs';

const images = join(root, 'docs', 'images');

/** Hides everything except the editor and what the extension shows in it. */
const SETTINGS = {
  'breadcrumbs.enabled': false,
  'editor.cursorBlinking': 'solid',
  'editor.folding': false,
  'editor.fontFamily': 'DejaVu Sans Mono, monospace',
  'editor.fontSize': 14,
  'editor.hover.delay': 100,
  'editor.lightbulb.enabled': 'off',
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'editor.renderLineHighlight': 'none',
  'editor.scrollBeyondLastLine': false,
  'editor.scrollbar.vertical': 'hidden',
  'editor.stickyScroll.enabled': false,
  'git.enabled': false,
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'workbench.activityBar.location': 'hidden',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.editor.editorActionsLocation': 'hidden',
  'workbench.layoutControl.enabled': false,
  'workbench.statusBar.visible': false,
};

async function takePictures(pictures, { serverRoot, node, chromium }, { settings = {}, env = {}, files = {} } = {}) {
  const scratch = mkdtempSync(join(tmpdir(), 'preflight-pictures-'));
  atProcessEnd(() => removeFolder(scratch));
  const samples = join(scratch, 'samples');
  const server = await startServer({ root: serverRoot, node, settings: { ...SETTINGS, ...settings }, env });
  try {
    await server.installExtension(packageExtension(join(scratch, 'training-preflight.vsix')));
    for (const [name, { file, act }] of pictures) {
      cpSync(join(root, 'samples'), samples, { recursive: true });
      for (const [path, text] of Object.entries(files)) writeFileSync(join(samples, path), text);
      const viewport = { width: 1040, height: 600 };
      const { context, page, stop } = await startBrowser({ chromium, viewport, scale: 2 });
      try {
        await page.goto(server.url({ folder: samples, file: join(samples, file) }));
        const editor = createEditor(page);
        await editor.see('.monaco-editor .codelens-decoration a');
        await editor.press('Control+b');
        await act(editor);
        // Wait for animations to finish.
        await page.waitForTimeout(600);
        const png = await page.screenshot();
        writeFileSync(join(images, `${name}.png`), await reduceToPalette(await context.newPage(), png));
      } catch (error) {
        const path = join(tmpdir(), `${name}.png`);
        await page.screenshot({ path });
        throw new Error(`could not take the picture ${name}; ${path} shows the last state`, { cause: error });
      } finally {
        await stop();
      }
    }
  } finally {
    await server.stop();
  }
}

async function takePicturesOnCluster(pictures, host) {
  const reason = await installSlurm();
  if (reason) throw new Error(reason);
  const cluster = await startCluster();
  try {
    const settings = { 'preflight.launch.targets': targetsOn(cluster) };
    await takePictures(pictures, host, { settings, env: cluster.env, files: SCRIPTS });
  } finally {
    await cluster.stop();
  }
}

const names = process.argv.slice(2);
const selectPictures = (pictures) =>
  Object.entries(pictures).filter(([name]) => names.length === 0 || names.includes(name));

mkdirSync(images, { recursive: true });
const host = await installHost();
await drawIcon(host, join(images, 'icon.png'));
if (selectPictures(EDITING).length > 0) await takePictures(selectPictures(EDITING), host);
if (selectPictures(LAUNCHING).length > 0) await takePicturesOnCluster(selectPictures(LAUNCHING), host);

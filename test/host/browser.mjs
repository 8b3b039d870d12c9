/** Starts a headless Chromium for VS Code's workbench, driven by playwright-core, without access to other hosts. */
import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atProcessEnd, removeFolder } from './process.mjs';

const fromProject = createRequire(join(import.meta.dirname, '..', '..', 'package.json'));

/**
 * @param {object} [options]
 * @param {string} [options.chromium] from `installHost().chromium`
 * @param {{width: number, height: number}} [options.viewport]
 * @param {number} [options.scale] device pixels per CSS pixel: with 2, screenshots stay sharp in a manual
 */
export async function startBrowser({
  chromium = process.env.CHROMIUM_PATH || '/usr/bin/chromium',
  viewport = { width: 1400, height: 900 },
  scale = 1,
} = {}) {
  // A Chromium that is killed does not remove its socket folder, so the folder is in one that is always removed.
  const scratch = mkdtempSync(join(tmpdir(), 'preflight-chromium-'));
  const cancelCleanup = atProcessEnd(() => removeFolder(scratch));
  const browser = await fromProject('playwright-core').chromium.launch({
    executablePath: chromium,
    env: { ...process.env, TMPDIR: scratch },
    args: [
      ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
    ],
  });
  const context = await browser.newContext({ viewport, deviceScaleFactor: scale, locale: 'en-US' });
  // The page registers the service worker of the code-server wrapper, which the bare server does not have.
  await context.route('**/_static/out/browser/serviceWorker.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: '', headers: { 'service-worker-allowed': '/' } }),
  );
  const page = await context.newPage();
  // A browser that hangs while closing must not delay the end of a test run.
  const stop = async () => {
    await Promise.race([browser.close(), new Promise((done) => setTimeout(done, 5000).unref())]);
    removeFolder(scratch);
    cancelCleanup();
  };
  return { browser, context, page, stop };
}

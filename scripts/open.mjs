/**
 * Opens VS Code with this extension in it, for `npm start`: the desktop VS Code of the machine; else a downloaded one;
 * else, on a machine with neither, the VS Code build from npm, as a page for any browser.
 *
 * PREFLIGHT_VSCODE, VSCODE_EXECUTABLE_PATH  say which (see ../test/host/desktop.mjs)
 * PREFLIGHT_OPEN_SECONDS                    ends the build from npm after so many seconds
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { downloadDesktop, findInstalledDesktop, hasDisplay, requestedVSCode } from '../test/host/desktop.mjs';
import { installHost } from '../test/host/install.mjs';
import { startServer } from '../test/host/workbench.mjs';

const projectRoot = resolve(import.meta.dirname, '..');

/**
 * Resolves as soon as VS Code is open. A desktop VS Code then lives on by itself; the build from npm runs until Ctrl-C,
 * until `stop` is called, or until no window has been connected for five minutes (ten when the browser was killed).
 * @param {object} options
 * @param {string} options.extensionPath the folder of the extension's package.json: a desktop VS Code loads it as it is
 * @param {string | (() => string | Promise<string>)} options.vsix the packaged extension for the build from npm, or
 *   what makes it: that is only called when it is needed
 * @param {string} options.folder
 * @param {string} [options.file] a file to show
 * @param {(message: string) => void} [options.log]
 * @returns {Promise<{kind: 'desktop' | 'npm', url?: string, closed: Promise<void>, stop: () => Promise<void>}>}
 */
export async function openVSCode({ extensionPath, vsix, folder, file, log = console.log }) {
  const desktop = await findDesktop(log);
  if (desktop) {
    const target = file ? ['--goto', resolve(file)] : [];
    const arguments_ = [
      `--extensionDevelopmentPath=${resolve(extensionPath)}`,
      '--new-window',
      resolve(folder),
      ...target,
    ];
    await startDetached(desktop, [...asRoot(), ...arguments_]);
    log(`opened ${folder} in ${desktop}`);
    return { kind: 'desktop', closed: Promise.resolve(), stop: async () => {} };
  }
  return openInBrowser({ vsix, folder, file, log });
}

async function findDesktop(log) {
  const request = requestedVSCode();
  if (request.kind === 'path') return request.path;
  if (request.kind === 'npm') return undefined;
  // Without a display a desktop VS Code cannot show anything; whether a download works is worth no question then.
  if (request.kind === 'any' && !hasDisplay()) return undefined;
  const installed = request.kind === 'any' ? findInstalledDesktop() : undefined;
  if (installed) return installed;
  try {
    return await downloadDesktop(log);
  } catch (error) {
    if (request.kind === 'download') throw error;
    log(`no desktop VS Code is installed and none can be downloaded (${error?.message ?? error})`);
    return undefined;
  }
}

/** VS Code refuses to run as root without these two. */
function asRoot() {
  if (process.getuid?.() !== 0) return [];
  const userData = join(projectRoot, '.vscode-test', 'user-data');
  mkdirSync(userData, { recursive: true });
  return ['--no-sandbox', `--user-data-dir=${userData}`];
}

async function openInBrowser({ vsix, folder, file, log }) {
  const { serverRoot, node } = await installHost({ log, browser: false });
  const packaged = typeof vsix === 'function' ? await vsix() : vsix;
  const server = await startServer({ root: serverRoot, node, settings: { 'git.enabled': true } });
  // A listener of one's own turns Ctrl-C into an orderly end.
  const stop = () => server.stop();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
  const closed = server.exited.then(async () => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, stop);
    await server.stop();
    log('VS Code has ended');
  });
  try {
    await server.installExtension(packaged);
  } catch (error) {
    await stop();
    throw error;
  }
  const url = server.url({ folder, file });
  log(`VS Code runs at\n\n  ${url}\n\nOpen it in a browser on this machine.`);
  log('It ends with Ctrl-C, or by itself when no window has been open for ten minutes.');
  if (hasDisplay()) await showPage(url).catch((error) => log(`no browser was started: ${error.message}`));
  const seconds = Number(process.env.PREFLIGHT_OPEN_SECONDS);
  if (seconds > 0) {
    const timer = setTimeout(stop, seconds * 1000);
    closed.then(() => clearTimeout(timer));
  }
  return { kind: 'npm', url, closed, stop };
}

/** Shows a page in the browser that the person uses. @param {string} url */
function showPage(url) {
  if (process.platform === 'darwin') return startDetached('open', [url]);
  // `start` belongs to the Windows shell, which would read the & in an address as its own.
  if (process.platform === 'win32') return startDetached('rundll32.exe', ['url.dll,FileProtocolHandler', url]);
  return startDetached('xdg-open', [url]);
}

/**
 * Starts a program that outlives this one.
 * @param {string} command
 * @param {string[]} args an array to the end: no shell ever sees a path
 * @returns {Promise<void>}
 */
function startDetached(command, args) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: undefined };
  return new Promise((done, fail) => {
    const child = spawn(command, args, { detached: true, stdio: 'ignore', env });
    child.once('error', fail);
    child.once('spawn', () => {
      child.unref();
      done();
    });
  });
}

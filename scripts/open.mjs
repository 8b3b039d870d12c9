/**
 * Opens VS Code with this extension, for `npm start`: the installed desktop VS Code; else a downloaded one; else the
 * VS Code build from npm, as a page for any browser.
 *
 * PREFLIGHT_VSCODE, VSCODE_EXECUTABLE_PATH  select one (see ../test/host/desktop.mjs)
 * PREFLIGHT_OPEN_SECONDS                    stops the build from npm after that many seconds
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { downloadDesktop, findInstalledDesktop, hasDisplay, requestedVSCode } from '../test/host/desktop.mjs';
import { startEntrance } from '../test/host/entrance.mjs';
import { installHost } from '../test/host/installVSCode.mjs';
import { startServer } from '../test/host/workbench.mjs';
import { runStep } from './step.mjs';

/** The copy of the samples lies inside the repository, which VS Code would offer to open. */
const SETTINGS = { 'git.enabled': true, 'git.openRepositoryInParentFolders': 'never' };

const projectRoot = resolve(import.meta.dirname, '..');

/**
 * Resolves as soon as VS Code is open. A desktop VS Code then keeps running on its own; the build from npm runs until
 * Ctrl-C, until `stop` is called, or until no window has been connected for five minutes (ten after a killed browser).
 * @param {object} options
 * @param {string} options.extensionPath the folder of the extension's package.json, which a desktop VS Code loads unpackaged
 * @param {string | (() => string | Promise<string>)} options.vsix the packaged extension for the build from npm, or
 *   a function that creates it, which is only called if needed
 * @param {string} options.folder
 * @param {string} [options.file] a file to show
 * @param {(message: string) => void} [options.log]
 * @returns {Promise<{kind: 'desktop' | 'npm', url?: string, closed: Promise<void>, stop: () => Promise<void>}>}
 */
export async function openVSCode({ extensionPath, vsix, folder, file, log = console.log }) {
  const desktop = await findDesktop(log);
  if (desktop) {
    const target = file ? ['--goto', resolve(file)] : [];
    const args = [`--extensionDevelopmentPath=${resolve(extensionPath)}`, '--new-window', resolve(folder), ...target];
    await startDetached(desktop, [...rootOptions(), ...args]);
    log(`opened ${folder} in ${desktop}`);
    return { kind: 'desktop', closed: Promise.resolve(), stop: async () => {} };
  }
  return openInBrowser({ vsix, folder, file, log });
}

async function findDesktop(log) {
  const request = requestedVSCode();
  if (request.kind === 'path') return request.path;
  if (request.kind === 'npm') return undefined;
  // Without a display a desktop VS Code cannot show anything, so no download is tried.
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

/** The two options without which VS Code refuses to run as root. */
function rootOptions() {
  if (process.getuid?.() !== 0) return [];
  const userData = join(projectRoot, '.vscode-test', 'user-data');
  mkdirSync(userData, { recursive: true });
  return ['--no-sandbox', `--user-data-dir=${userData}`];
}

async function openInBrowser({ vsix, folder, file, log }) {
  const { serverRoot, node } = await installHost({ log, browser: false, runStep });
  const packaged = typeof vsix === 'function' ? await vsix() : vsix;
  const { server, entrance } = await runStep('Starting VS Code', () =>
    startInstalled({ root: serverRoot, node, settings: SETTINGS }, packaged, { folder, file }),
  );
  // An own listener turns Ctrl-C into an orderly shutdown.
  const stop = () => server.stop();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
  const closed = server.exited.then(async () => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, stop);
    entrance.stop();
    await server.stop();
    log('VS Code has stopped');
  });
  log(describeEntrance(entrance));
  if (hasDisplay()) await showPage(entrance.url).catch((error) => log(`no browser was started: ${error.message}`));
  const seconds = Number(process.env.PREFLIGHT_OPEN_SECONDS);
  if (seconds > 0) {
    const timer = setTimeout(stop, seconds * 1000);
    closed.then(() => clearTimeout(timer));
  }
  return { kind: 'npm', url: entrance.url, closed, stop };
}

/** Starts VS Code's server with the extension, and a short address for it. */
async function startInstalled(options, vsix, shown) {
  const server = await startServer(options);
  try {
    await server.installExtension(vsix);
    const entrance = await startEntrance(server.port, (authority) => server.addressesAt(authority).url(shown));
    return { server, entrance };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

const describeEntrance = ({ url, port }) =>
  [
    `\nOpen ${url} in a browser on this machine.`,
    `From another machine, forward the port first: ssh -L ${port}:localhost:${port} ${hostname()}`,
    'VS Code stops on Ctrl+C, or ten minutes after its last window was closed.',
  ].join('\n');

/** Opens a page in the default browser. @param {string} url */
function showPage(url) {
  if (process.platform === 'darwin') return startDetached('open', [url]);
  // `start` belongs to the Windows shell, which would interpret the & in an address.
  if (process.platform === 'win32') return startDetached('rundll32.exe', ['url.dll,FileProtocolHandler', url]);
  return startDetached('xdg-open', [url]);
}

/**
 * Starts a program that outlives this process.
 * @param {string} command
 * @param {string[]} args an array, so that no shell ever interprets a path
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

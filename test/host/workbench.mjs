/**
 * Starts the VS Code server from npm, for its real workbench in a browser. It listens on the loopback address with a
 * random token, and its files are in scratch folders that are removed afterwards.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { atProcessEnd, killGroup, removeFolder, run } from './process.mjs';
import { startProxy } from './proxy.mjs';

export { startBrowser } from './browser.mjs';

/** Settings without a welcome page, network requests, and notifications that would cover what a test inspects. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': 'off',
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

/**
 * @param {object} [options]
 * @param {string} [options.root] folder of the server, from `installHost().serverRoot`
 * @param {string} [options.node] Node of the server, from `installHost().node`
 * @param {string} [options.userDataDir] kept if given, else a scratch folder
 * @param {string} [options.extensionsDir] kept if given, else a scratch folder
 * @param {Record<string, unknown>} [options.settings] user settings in addition to the quiet ones
 * @param {Record<string, string>} [options.env] added to the environment of the server and its extensions
 * @param {string} [options.browserExtension] folder of an extension that runs in the browser's web worker
 * @param {boolean} [options.isDriven] true lets an address run extension tests; VS Code then shows no notification
 * @param {boolean} [options.trust] true keeps workspace trust on: folders open in Restricted Mode, without a prompt
 * @param {(text: string) => void} [options.log] receives all output of the server
 */
export async function startServer({
  root = process.env.VSCODE_SERVER_ROOT,
  node = process.env.VSCODE_SERVER_NODE ?? process.execPath,
  userDataDir,
  extensionsDir,
  settings = {},
  env = {},
  browserExtension,
  isDriven = false,
  trust = false,
  log = () => {},
} = {}) {
  if (!root || !existsSync(join(root, 'out', 'server-main.js'))) throw new Error(`No VS Code server in: ${root}`);
  const scratch = mkdtempSync(join(tmpdir(), 'preflight-vscode-'));
  const userData = resolve(userDataDir ?? join(scratch, 'user-data'));
  const extensions = resolve(extensionsDir ?? join(scratch, 'extensions'));
  mkdirSync(extensions, { recursive: true });
  writeSettings(userData, { 'security.workspace.trust.enabled': trust, ...settings });

  const token = randomBytes(16).toString('hex');
  const main = join(root, 'out', 'server-main.js');
  const folders = [
    `--server-data-dir=${join(scratch, 'server')}`,
    `--user-data-dir=${userData}`,
    `--extensions-dir=${extensions}`,
  ];
  // The empty gallery prevents requests to an extension market; the runtime folder is for VS Code's socket files.
  const serverEnv = { XDG_RUNTIME_DIR: scratch, EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...env };
  const child = spawn(node, [main, ...createServerOptions(token, { trust, isDriven }), ...folders], {
    env: { ...process.env, ...serverEnv },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A separate process group, so that its extension hosts and terminals can be ended with it.
    detached: true,
  });
  /** @type {Promise<number | null>} */
  const exited = new Promise((done) => child.once('exit', done).once('error', () => done(null)));
  const kill = (signal) => killGroup(child, signal);
  const cancelCleanup = atProcessEnd(() => {
    kill('SIGKILL');
    removeFolder(scratch);
  });
  let proxy;
  const stop = async () => {
    proxy?.stop();
    kill('SIGTERM');
    await Promise.race([exited, new Promise((done) => setTimeout(done, 3000).unref())]);
    kill('SIGKILL');
    removeFolder(scratch);
    cancelCleanup();
  };

  const port = await waitForPort(child, log).catch((error) => stop().then(() => Promise.reject(error)));
  if (browserExtension) proxy = await startProxy({ port }, browserExtension);
  const authority = proxy?.authority ?? `127.0.0.1:${port}`;
  /** Installs a .vsix for pages that are opened later. @param {string} vsix */
  const installExtension = (vsix) =>
    run(node, [main, '--install-extension', resolve(vsix), '--force', ...folders], { env: serverEnv });
  return {
    port,
    authority,
    exited,
    userDataDir: userData,
    extensionsDir: extensions,
    ...createAddresses(authority, token),
    /** The same addresses for a page that reaches the server by another name or port. */
    addressesAt: (other) => createAddresses(other, token),
    installExtension,
    stop,
  };
}

/** Returns the options of the server, without those for its folders. */
export const createServerOptions = (token, { trust, isDriven }) => [
  ...['--host', '127.0.0.1', '--port', '0', '--connection-token', token, '--accept-server-license-terms'],
  ...['--telemetry-level', 'off', '--disable-telemetry', '--disable-experiments'],
  '--disable-getting-started-override',
  // A built VS Code runs extension tests only with this flag, which also hides all notifications.
  ...(isDriven ? ['--enable-smoke-test-driver'] : []),
  // The server ends five minutes after its last window is closed, so that even a killed test run leaves no server. A
  // window that disappears without closing counts as closed after another five minutes, by default after three hours.
  '--enable-remote-auto-shutdown',
  '--reconnection-grace-time=300',
  ...(trust ? [] : ['--disable-workspace-trust']),
];

/** Creates functions for addresses of the workbench and of files on its server. */
function createAddresses(authority, token) {
  const remoteUri = (path) => `vscode-remote://${authority}${pathToFileURL(resolve(path)).pathname}`;
  /**
   * Returns the address of the workbench.
   * @param {object} [options]
   * @param {string} [options.folder] folder or .code-workspace file to open; without it the window is empty
   * @param {string} [options.file] file to open in the editor
   * @param {string[][]} [options.payload] additional pairs for the workbench, e.g. ['extensionTestsPath', remoteUri(path)]
   */
  const url = ({ folder, file, payload = [] } = {}) => {
    const address = new URL(`http://${authority}/?tkn=${token}`);
    const kind = folder?.endsWith('.code-workspace') ? 'workspace' : 'folder';
    address.searchParams.set(folder ? kind : 'ew', folder ? resolve(folder) : 'true');
    const pairs = file ? [...payload, ['openFile', remoteUri(file)]] : payload;
    if (pairs.length > 0) address.searchParams.set('payload', JSON.stringify(pairs));
    return address.href;
  };
  return { url, remoteUri };
}

/** Resolves to the port once the server listens. */
function waitForPort(child, log) {
  return new Promise((done, fail) => {
    let output = '';
    const read = (chunk) => {
      log(String(chunk));
      if (output === undefined) return;
      output += chunk;
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (!port) return;
      output = undefined;
      done(Number(port));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', fail);
    child.on('close', (code) => fail(new Error(`the VS Code server ended during its start (${code}):\n${output}`)));
    setTimeout(() => fail(new Error(`the VS Code server did not start:\n${output}`)), 60_000).unref();
  });
}

function writeSettings(userData, settings) {
  // Machine settings are read from the second file only.
  for (const kind of ['User', 'Machine']) {
    const file = join(userData, kind, 'settings.json');
    const earlier = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
    mkdirSync(join(userData, kind), { recursive: true });
    writeFileSync(file, JSON.stringify({ ...quietSettings, ...earlier, ...settings }, undefined, 2));
  }
}

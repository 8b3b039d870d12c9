/**
 * Finds a real VS Code and runs the extension's tests in it: a desktop build where one can be had, otherwise the
 * VS Code build from npm in Chromium. Which one may be said in the environment: see `requestedVSCode`.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { desktopVersion, downloadDesktop, hasDisplay, requestedVSCode } from './desktop.mjs';
import { installHost } from './install.mjs';
import { atProcessEnd, findOnPath, removeFolder } from './process.mjs';

const fromProject = createRequire(join(import.meta.dirname, '..', '..', 'package.json'));

/**
 * @typedef {object} VSCode
 * @property {'desktop' | 'npm'} kind
 * @property {string} executable what to start, with the arguments of the `code` program behind `args`
 * @property {string[]} args empty, but for a desktop VS Code that xvfb-run starts
 * @property {Record<string, string | undefined>} env added to the environment; undefined takes a variable out of it
 * @property {string} version
 */

/**
 * @param {object} [options]
 * @param {(message: string) => void} [options.log]
 * @returns {Promise<VSCode>}
 */
export async function findVSCode({ log = console.log } = {}) {
  const request = requestedVSCode();
  if (request.kind === 'path') return desktop(request.path);
  if (request.kind === 'download' || (request.kind === 'any' && (hasDisplay() || findOnPath('xvfb-run')))) {
    try {
      return desktop(await downloadDesktop(log));
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
function desktop(executable) {
  const xvfb = hasDisplay() ? undefined : findOnPath('xvfb-run');
  // A terminal inside an extension host sets this variable, and with it the program would be a plain Node.
  const common = { kind: 'desktop', env: { ELECTRON_RUN_AS_NODE: undefined }, version: desktopVersion(executable) };
  return xvfb ? { ...common, executable: xvfb, args: ['-a', executable] } : { ...common, executable, args: [] };
}

/**
 * Runs tests in a real VS Code. Failing tests are a result; the promise is rejected only when there is no verdict.
 * @param {object} options
 * @param {string} options.extensionPath the folder of the extension's package.json
 * @param {string} options.testsPath a folder of *.test.js files for mocha, or a module of your own that exports `run`
 *   and writes the same verdict to TEST_RESULT as mocha.cjs does
 * @param {string} [options.workspace] the folder, or .code-workspace file, to open
 * @param {string} [options.resultFile] where the verdict is kept as JSON
 * @param {Record<string, string | undefined>} [options.env] added to the environment of VS Code and so of the tests
 * @param {string[]} [options.extraArgs] further arguments for VS Code; the build from npm ignores the unknown
 * @param {VSCode} [options.vscode] from `findVSCode`, which is asked otherwise
 * @param {(message: string) => void} [options.log] hears the output as it comes
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
  const say = log ?? ((text) => process.stdout.write(`${text}\n`));
  const { kind, executable, args, env: hostEnv } = vscode ?? (await findVSCode({ log: say }));
  const isFolder = statSync(testsPath).isDirectory();
  const scratch = mkdtempSync(join(tmpdir(), 'preflight-e2e-'));
  const result = resolve(resultFile ?? join(scratch, 'result.json'));
  // A verdict of an earlier run must never be taken for this one's.
  rmSync(result, { force: true });
  const output = lineCollector(say);
  const forget = atProcessEnd(() => removeFolder(scratch));
  // The build from npm makes a scratch profile of its own, and removes it even if this process is killed.
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
          TEST_RESULT: result,
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
    const verdict = existsSync(result) ? JSON.parse(readFileSync(result, 'utf8')) : undefined;
    if (verdict?.failures > 0) return verdict;
    if (verdict?.passes > 0 && exit === 'exit code 0') return verdict;
    const problem = !verdict
      ? 'VS Code ended without a verdict'
      : verdict.passes > 0
        ? 'VS Code failed'
        : 'no test ran';
    throw new Error(`${problem} (${exit}). Its last output:\n${output.tail()}`);
  } finally {
    removeFolder(scratch);
    forget();
  }
}

/** A stream that hands on whole lines and keeps the last ones. @param {(line: string) => void} log */
function lineCollector(log) {
  const lines = [];
  let rest = '';
  const take = (line) => {
    lines.push(line);
    if (lines.length > 60) lines.shift();
    log(line);
  };
  // A character may be cut in two by the end of a chunk.
  const decoder = new StringDecoder('utf8');
  const stream = new Writable({
    write(chunk, _encoding, done) {
      const parts = (rest + decoder.write(chunk)).split(/\r?\n/);
      rest = parts.pop() ?? '';
      parts.forEach(take);
      done();
    },
    final(done) {
      if (rest) take(rest);
      done();
    },
  });
  return { stream, tail: () => lines.join('\n') };
}

#!/usr/bin/env node
/**
 * Replaces the desktop `code` program in @vscode/test-electron: it accepts the same arguments, prints the output of the
 * extension host and ends with the same exit code, but runs the VS Code build from npm in Chromium.
 *
 * VSCODE_SERVER_ROOT, VSCODE_SERVER_NODE, CHROMIUM_PATH  programs, as `findVSCode` sets them
 * VSCODE_SERVER_TIMEOUT_MS  time limit of a run (10 minutes)
 * VSCODE_SERVER_TRUST=1     keeps workspace trust on: the folder opens in Restricted Mode
 * VSCODE_SERVER_EXTENSION   folder of an extension that runs in the browser's web worker
 * VSCODE_SERVER_LOG=1       prints the full logs of the server and the workbench
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPages } from './accessibility.mjs';
import { startBrowser, startServer } from './workbench.mjs';

/** Lines that the workbench logs in every test run. The other lines are the console of the extension host: the test report. */
const workbenchNoise = new RegExp(
  [
    '^Resolv(ing|ed) connection token',
    '^Creating a socket',
    '^Creation of workbench contribution',
    '^\\[reconnection-grace-time\\]',
    '^Ignoring fetching',
    '^Loading development extension',
    '^Request to .*package\\.nls\\.json',
    '^Updating additional builtin',
    '^\\[AgentHost',
    '^\\[AccountPolicyGate\\]',
    '^\\[DefaultAccount\\]',
    '^\\[Service Worker\\]',
    '^Canceled: Canceled',
    '^No search provider registered',
    '^Timed out waiting for authentication provider',
  ].join('|'),
);
/** A line that a test prints to press a key, as a user would. */
const keyPress = /^press the key (\S+)$/;
/** A line that a test prints to check the pages of webviews: axe runs in them, which an extension cannot reach. */
const pageCheck = /^check the pages and write the result to (\S+)$/;
/** The workbench reports exit code 0 when the extension host dies during the tests; only its log shows it. */
const hostLost = /^\[remote-connection\]\[ExtensionHost\].*(socket close event|permanent error)/;
const loudTypes = new Set(['info', 'log', 'warn', 'error']);
const logEverything = Boolean(process.env.VSCODE_SERVER_LOG);

const { options, positional } = parseArguments(process.argv.slice(2));
const option = (name) => options.find(([key]) => key === name)?.[1];

let server;
let browser;
let ending;
function end(code, reason) {
  if (ending) return;
  ending = true;
  if (reason) console.error(`VS Code from npm: ${reason}`);
  Promise.allSettled([browser?.stop(), server?.stop()]).then(() => process.exit(code));
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(130, `ended by ${signal}`));
process.on('unhandledRejection', (error) => end(1, error instanceof Error ? error.stack : String(error)));
const timeout = Number(process.env.VSCODE_SERVER_TIMEOUT_MS ?? 600_000);
setTimeout(() => end(1, `no result after ${timeout} ms`), timeout).unref();
// A test runner that is killed cannot end its child, so the child checks whether its parent still runs.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && end(1, 'the test runner has ended'), 1000).unref();

server = await startServer({
  userDataDir: option('user-data-dir'),
  extensionsDir: option('extensions-dir'),
  trust: process.env.VSCODE_SERVER_TRUST === '1',
  isDriven: true,
  browserExtension: process.env.VSCODE_SERVER_EXTENSION,
  // Tells tests that they can press keys: an extension itself cannot.
  env: { VSCODE_SERVER_KEYS: '1' },
  log: logEverything ? (text) => process.stderr.write(text) : undefined,
});
server.exited.then((code) => end(1, `the server ended (${code})`));
browser = await startBrowser();
const { page } = browser;
page.on('crash', () => end(1, 'the page crashed'));
page.on('pageerror', (error) => console.error('page error:', error.message));

// The workbench calls these two functions, so they must exist before it loads.
await page.exposeFunction('codeAutomationLog', (type, args) => {
  const text = String(args[0]);
  const key = keyPress.exec(text)?.[1];
  if (key) return page.keyboard.press(key);
  const result = pageCheck.exec(text)?.[1];
  if (result) return checkPages(page).then((found) => writeFileSync(result, JSON.stringify(found)));
  if (hostLost.test(text)) end(1, 'the extension host was lost during the run');
  const isReported = !ending && loudTypes.has(type) && !workbenchNoise.test(text);
  if (isReported || logEverything) console.log(...args);
});
await page.exposeFunction('codeAutomationExit', (code) => end(code));

const payload = [];
for (const [name, value] of options) {
  if (name === 'extensionDevelopmentKind') payload.push([name, value]);
  if (name === 'extensionDevelopmentPath') payload.push([name, server.remoteUri(toPath(value))]);
  if (name === 'extensionTestsPath') payload.push([name, server.remoteUri(toPath(value))]);
}
const folder = option('folder-uri') ?? positional[0];
await page.goto(server.url({ folder: folder && toPath(folder), payload }));

/** @param {string[]} args */
function parseArguments(args) {
  const options = [];
  const positional = [];
  for (const arg of args) {
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(arg);
    if (match) options.push([match[1], match[2] ?? '']);
    else positional.push(arg);
  }
  return { options, positional };
}

/** @param {string} pathOrUri */
function toPath(pathOrUri) {
  return pathOrUri.startsWith('file://') ? fileURLToPath(pathOrUri) : resolve(pathOrUri);
}

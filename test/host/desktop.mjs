/** Desktop VS Code: the choice in the environment, the installed program, and the download. */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { findOnPath, isExecutable } from './process.mjs';

const projectRoot = resolve(import.meta.dirname, '..', '..');

/**
 * Returns the VS Code that the environment selects:
 *
 * PREFLIGHT_VSCODE        `npm`: only the build from npm; `download`: only a downloaded desktop build; an absolute path:
 *                         the same as VSCODE_EXECUTABLE_PATH
 * VSCODE_EXECUTABLE_PATH  path of a desktop VS Code; @vscode/test-electron uses the same name
 * @returns {{kind: 'any' | 'npm' | 'download'} | {kind: 'path', path: string}}
 */
export function requestedVSCode() {
  const choice = process.env.PREFLIGHT_VSCODE;
  if (choice === 'npm' || choice === 'download') return { kind: choice };
  const variable = choice ? 'PREFLIGHT_VSCODE' : 'VSCODE_EXECUTABLE_PATH';
  const path = process.env[variable];
  if (!path) return { kind: 'any' };
  if (isAbsolute(path) && isExecutable(path)) return { kind: 'path', path };
  const valid = choice ? "'npm', 'download' or the absolute path of a VS Code" : 'the absolute path of a VS Code';
  throw new Error(`${variable} must be ${valid}; there is no program at: ${path}`);
}

export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * Downloads a desktop VS Code into .vscode-test, or returns the one downloaded earlier. A machine without access to the
 * download must not wait for it: the first network error ends the attempt, as do 15 seconds without a byte.
 * @param {(message: string) => void} log
 * @returns {Promise<string>} the executable
 */
export function downloadDesktop(log) {
  const { downloadAndUnzipVSCode } = createRequire(join(projectRoot, 'package.json'))('@vscode/test-electron');
  const reporter = {
    report({ stage, error, totalBytes, bytesSoFar }) {
      // The library would retry three times; an error here prevents that.
      if (stage === 'retrying') throw error;
      if (bytesSoFar === 0) log(`downloading a desktop VS Code (${Math.round(totalBytes / 1e6)} MB) ...`);
    },
    error() {},
  };
  const cachePath = join(projectRoot, '.vscode-test');
  return downloadAndUnzipVSCode({ version: 'stable', cachePath, timeout: 15_000, reporter });
}

/** Returns the desktop VS Code, or a variant of it, that is installed on this machine; undefined if none is. */
export function findInstalledDesktop() {
  return listInstallPaths().find(
    // Inside a remote terminal, `code` only controls the window of that terminal: it cannot load an extension.
    (path) => path && isExecutable(path) && !path.includes('remote-cli'),
  );
}

function listInstallPaths() {
  if (process.platform === 'win32') {
    // The `code` on PATH is a .cmd file, which only a shell can run; the program itself accepts the same arguments.
    const folders = [join(process.env.LOCALAPPDATA ?? '', 'Programs'), process.env.ProgramFiles ?? ''];
    const names = [
      'Microsoft VS Code/Code.exe',
      'Microsoft VS Code Insiders/Code - Insiders.exe',
      'VSCodium/VSCodium.exe',
    ];
    return names.flatMap((name) => folders.map((folder) => join(folder, name)));
  }
  const onPath = ['code', 'code-insiders', 'codium', 'code-oss'].map(findOnPath);
  if (process.platform === 'darwin') {
    const folders = ['/Applications', join(process.env.HOME ?? '', 'Applications')];
    const names = [
      'Visual Studio Code.app/*/code',
      'Visual Studio Code - Insiders.app/*/code',
      'VSCodium.app/*/codium',
    ];
    const inApp = names.map((name) => name.replace('*', 'Contents/Resources/app/bin'));
    return [...onPath, ...inApp.flatMap((name) => folders.map((folder) => join(folder, name)))];
  }
  const paths = ['/usr/share/code/bin/code', '/snap/bin/code', '/usr/share/codium/bin/codium', '/snap/bin/codium'];
  return [...onPath, ...paths];
}

/** Reads the version of a desktop VS Code. @param {string} executable */
export function desktopVersion(executable) {
  const folder = dirname(realpathSync(executable));
  // Next to the program on Linux, in a sibling folder on macOS, in a folder named after the commit on Windows.
  const folders = [folder, join(folder, '..'), ...readdirSync(folder).map((name) => join(folder, name))];
  const manifests = folders.flatMap((parent) =>
    ['resources', 'Resources'].map((name) => join(parent, name, 'app', 'package.json')),
  );
  const manifest = manifests.find((path) => existsSync(path));
  return manifest ? JSON.parse(readFileSync(manifest, 'utf8')).version : 'unknown';
}

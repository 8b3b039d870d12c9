// Python, pip and Biome for the scripts that read, run or write something.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from './setup.mjs';

/** The interpreter for downloads and new virtual environments; PYTHON names another one. */
export const systemPython = process.env.PYTHON ?? 'python3';

/** Runs a program and returns its output. Throws an error with the end of its messages if it fails. */
export function runProgram(program, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    ...options,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.slice(0, 4).join(' ')} failed:\n${(stderr ?? '').slice(-2000)}`);
  return stdout;
}

/** Runs pip quietly with the configuration of this machine. */
export const runPip = (python, args) =>
  runProgram(python, ['-m', 'pip', '--disable-pip-version-check', '--quiet', ...args]);

/** Formats files that a script has written. */
export function formatFiles(...paths) {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve('@biomejs/biome/package.json');
  const biome = join(dirname(manifest), require(manifest).bin.biome);
  runProgram(process.execPath, [biome, 'check', '--write', ...paths], { cwd: root });
}

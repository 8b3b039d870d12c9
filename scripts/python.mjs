// Python and pip for the scripts that read or run ms-swift.
import { spawnSync } from 'node:child_process';

/** The interpreter for downloads and new virtual environments; PYTHON names another one. */
export const systemPython = process.env.PYTHON ?? 'python3';

/** Runs Python and returns its output. Throws an error with the end of its messages if it fails. */
export function runPython(python, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(python, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    ...options,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${python} ${args.slice(0, 4).join(' ')} failed:\n${(stderr ?? '').slice(-2000)}`);
  return stdout;
}

/** Runs pip quietly with the configuration of this machine. */
export const runPip = (python, args) =>
  runPython(python, ['-m', 'pip', '--disable-pip-version-check', '--quiet', ...args]);

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/** The bundled command line. */
export const CLI = resolve(import.meta.dirname, '../../dist/cli.js');

export interface CliResult {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `preflight` in a folder. It reads its standard input only for the path `-`. */
export function runPreflight(
  folder: string,
  args: readonly string[],
  input = '',
  variables: Readonly<Record<string, string>> = {},
): CliResult {
  // Variables of the machine that runs the tests decide nothing.
  const { CI_PROJECT_DIR: _, FORCE_COLOR: __, NO_COLOR: ___, ...inherited } = process.env;
  const env = { ...inherited, ...variables };
  const options = { cwd: folder, input, env, encoding: 'utf8', maxBuffer: 1 << 30 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], options);
  return { status, stdout, stderr };
}

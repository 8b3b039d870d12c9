import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/** The command line as it ships. */
export const CLI = resolve(import.meta.dirname, '../../dist/cli.js');

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `preflight` in a folder. It reads its standard input only where a path is `-`. */
export function preflightIn(folder: string, args: readonly string[], input = ''): Ended {
  const options = { cwd: folder, input, encoding: 'utf8', maxBuffer: 1 << 30 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], options);
  return { status, stdout, stderr };
}

import * as vscode from 'vscode';
import type { Run } from './run';

/**
 * Starts the programs that the user has named for `ssh`, `sbatch`, `kubectl` and so on; others are found on the PATH.
 * What is said of them later goes by their own names.
 */
export const withExecutables =
  (run: Run): Run =>
  async (argv, options) => {
    const [program = '', ...words] = argv;
    const set = vscode.workspace.getConfiguration('preflight').get<unknown>('launch.executables');
    const own = typeof set === 'object' && set !== null ? (set as Record<string, unknown>)[program] : undefined;
    if (typeof own !== 'string' || own === '') return run(argv, options);
    return { ...(await run([own, ...words], options)), argv };
  };

import * as vscode from 'vscode';
import type { RunProcess } from './run';

/**
 * Starts the executables that the user has configured for `ssh`, `sbatch`, `kubectl` and so on; other programs are
 * found on the PATH. Results keep the plain name of the program.
 */
export const withExecutables =
  (run: RunProcess): RunProcess =>
  async (argv, options) => {
    const [program = '', ...args] = argv;
    const executables = vscode.workspace.getConfiguration('preflight').get<unknown>('launch.executables');
    const executable =
      typeof executables === 'object' && executables !== null
        ? (executables as Record<string, unknown>)[program]
        : undefined;
    if (typeof executable !== 'string' || executable === '') return run(argv, options);
    return { ...(await run([executable, ...args], options)), argv };
  };

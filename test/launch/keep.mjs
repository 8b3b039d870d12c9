import { spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * Starts daemons that end with this process, however it ends; see keeper.mjs. `folder` is theirs and removed with them;
 * their output goes to its folder `log`.
 * @param {string} folder
 * @param {object} what
 * @param {Record<string, string>} [what.env]
 * @param {string[][]} what.programs name, program and arguments of each
 * @param {string[][]} [what.goodbye] programs that are run before the end
 */
export function keep(folder, { env = {}, programs, goodbye = [] }) {
  const keeper = spawn(process.execPath, [join(import.meta.dirname, 'keeper.mjs'), folder], {
    stdio: ['pipe', 'ignore', 'inherit'],
    // Ctrl-C is for the test runner; the keeper ends when its input does.
    detached: true,
  });
  keeper.unref();
  const tell = (order) => keeper.stdin.write(`${JSON.stringify(order)}\n`);
  tell({ env, programs, goodbye });
  return {
    start: (program) => tell({ do: 'start', program }),
    end: (name, signal) => tell({ do: 'stop', name, signal }),
    /** @returns {Promise<void>} */
    stop: () =>
      new Promise((done) => {
        if (keeper.exitCode !== null || keeper.signalCode !== null) return done();
        keeper.ref();
        keeper.once('exit', () => done());
        keeper.stdin.end();
      }),
  };
}

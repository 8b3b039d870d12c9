import { spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * Starts daemons that end with this process, in whatever way it ends; see keeper.mjs. Their output is written to the
 * folder `log` of `folder`, which is removed with them.
 * @param {string} folder
 * @param {object} options
 * @param {Record<string, string>} [options.env]
 * @param {string[][]} options.programs name, program and arguments of each daemon
 * @param {string[][]} [options.cleanup] programs that run before the end
 */
export function startKeeper(folder, { env = {}, programs, cleanup = [] }) {
  const keeper = spawn(process.execPath, [join(import.meta.dirname, 'keeper.mjs'), folder], {
    stdio: ['pipe', 'ignore', 'inherit'],
    // Ctrl-C is for the test runner. The keeper ends with its input.
    detached: true,
  });
  keeper.unref();
  const send = (order) => keeper.stdin.write(`${JSON.stringify(order)}\n`);
  send({ env, programs, cleanup });
  return {
    start: (program) => send({ action: 'start', program }),
    end: (name, signal) => send({ action: 'stop', name, signal }),
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

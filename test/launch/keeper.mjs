/**
 * Keeps the daemons of one test cluster, and ends them with itself: when its standard input ends, which is when
 * whoever started it has gone, however that happened. Tests therefore cannot leave anything running.
 *
 * node keeper.mjs FOLDER
 *
 * Standard input begins with one line: {"env": {...}, "programs": [[name, ...argv], ...], "goodbye": [[...argv], ...]}.
 * `goodbye` is run before the end, each for five seconds at most. The folder is removed at last.
 */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { removeFolder } from '../host/process.mjs';

const [folder] = process.argv.slice(2);
const children = new Map();
let env = process.env;
let goodbye = [];

function start([name, program, ...args]) {
  const log = openSync(join(folder, 'log', `${name}.out`), 'a');
  const child = spawn(program, args, { stdio: ['ignore', log, log], env, cwd: folder });
  closeSync(log);
  children.set(name, child);
  child.once('exit', () => children.delete(name));
  child.once('error', () => children.delete(name));
  return child;
}

async function end() {
  for (const [program, ...args] of goodbye) spawnSync(program, args, { env, timeout: 5000, stdio: 'ignore' });
  for (const child of children.values()) child.kill('SIGTERM');
  for (let waited = 0; children.size > 0 && waited < 1500; waited += 50) await new Promise((r) => setTimeout(r, 50));
  for (const child of children.values()) child.kill('SIGKILL');
  // What jobs have left behind, where the controller was down and could not be told.
  for (const id of strays()) process.kill(id, 'SIGKILL');
  removeFolder(folder);
  process.exit(0);
}

/** The processes that carry the folder of this cluster, which is nobody else's, in their environment. */
function strays() {
  return readdirSync('/proc')
    .map(Number)
    .filter((id) => {
      try {
        return (
          id > 0 && id !== process.pid && readFileSync(`/proc/${id}/environ`).includes(`=${folder}/etc/slurm.conf`)
        );
      } catch {
        return false;
      }
    });
}

const lines = createInterface({ input: process.stdin });
const orders = {
  start: ({ program }) => start(program),
  stop: ({ name, signal = 'SIGTERM' }) => children.get(name)?.kill(signal),
};
lines.on('line', (line) => {
  const order = JSON.parse(line);
  if (order.programs) {
    env = { ...process.env, ...order.env };
    goodbye = order.goodbye;
    for (const program of order.programs) start(program);
  } else orders[order.do]?.(order);
});
lines.once('close', end);
// A Ctrl-C in the terminal reaches the keeper too; the end of its input then does the rest.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => {});

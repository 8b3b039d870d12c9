/**
 * Runs the daemons of one test cluster until its standard input ends, which happens when its starter ends in any way.
 * Tests therefore cannot leave daemons running.
 *
 * node keeper.mjs FOLDER
 *
 * Standard input begins with one line: {"env": {...}, "programs": [[name, ...argv], ...], "cleanup": [[...argv], ...]}.
 * The programs of `cleanup` run before the end, each for five seconds at most. Finally the folder is removed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { removeFolder } from '../host/process.mjs';

const [folder] = process.argv.slice(2);
const children = new Map();
let env = process.env;
let cleanup = [];

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
  for (const [program, ...args] of cleanup) spawnSync(program, args, { env, timeout: 5000, stdio: 'ignore' });
  for (const child of children.values()) child.kill('SIGTERM');
  for (let waited = 0; children.size > 0 && waited < 1500; waited += 50) await new Promise((r) => setTimeout(r, 50));
  for (const child of children.values()) child.kill('SIGKILL');
  // Jobs may still run if the controller was down at the cleanup.
  for (const id of findStrayProcesses()) process.kill(id, 'SIGKILL');
  removeFolder(folder);
  process.exit(0);
}

/** Returns the ids of processes with the folder of this cluster in their environment. */
function findStrayProcesses() {
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
const actions = {
  start: ({ program }) => start(program),
  stop: ({ name, signal = 'SIGTERM' }) => children.get(name)?.kill(signal),
};
lines.on('line', (line) => {
  const order = JSON.parse(line);
  if (order.programs) {
    env = { ...process.env, ...order.env };
    cleanup = order.cleanup;
    for (const program of order.programs) start(program);
  } else actions[order.action]?.(order);
});
lines.once('close', end);
// Ctrl-C in the terminal reaches the keeper too. It ends when its input does.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => {});

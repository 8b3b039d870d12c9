// Moments that tell the time of a server from the time in which other programs had the processor. On systems without
// /proc they are those of the clock on the wall.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const NANOSECONDS = 1e6;
/** The longest time in which a server may become quiet, and the share of one core that counts as quiet. */
const MAX_QUIET_SECONDS = 10;
const QUIET_SHARE = 0.02;

/** Milliseconds of a tick, the unit of /proc/PID/stat. */
const TICK = 10;

/** Milliseconds that the main thread of a process has computed, and that it has waited for a core. */
function readSchedule(pid) {
  try {
    const [busy, waited] = readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ');
    return { busy: Number(busy) / NANOSECONDS, waited: Number(waited) / NANOSECONDS };
  } catch {
    return { busy: 0, waited: 0 };
  }
}

/** The present moment for a server, which does not run yet if it has no id, or the one that `at` names, which has just passed. */
export function takeMoment(pid, at) {
  const server = readSchedule(pid);
  const waited = server.waited + readSchedule('self').waited;
  return { at: at ?? performance.now(), busy: server.busy, waited };
}

/**
 * Milliseconds between two moments, without those in which the server or this process waited for a core. They are never
 * fewer than the server has computed.
 */
export function elapsed(from, to) {
  const wall = to.at - from.at;
  return Math.min(wall, Math.max(wall - (to.waited - from.waited), to.busy - from.busy));
}

/** Milliseconds that all threads of a process and its children have computed; undefined without /proc. */
export function readProcessorTime(pid) {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const own = threads.map((thread) => {
      const running = readChildren(pid, thread).map((child) => readProcessorTime(child) ?? 0);
      return readSchedule(`${pid}/task/${thread}`).busy + sum(running);
    });
    return sum(own) + readEndedChildren(pid);
  } catch {
    return undefined;
  }
}

const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);

const readChildren = (pid, thread) =>
  readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean);

/** Milliseconds that the ended children of a process have computed. */
export function readEndedChildren(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The name of the program, in parentheses, may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * TICK;
}

/** The resident memory of a process in MB; undefined without /proc. */
export function readMemory(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return undefined;
  }
}

/** Waits until a process hardly computes any more. */
export async function waitUntilQuiet(pid) {
  const pause = 200;
  for (let waited = 0; waited < MAX_QUIET_SECONDS * 1000; waited += pause) {
    const before = readProcessorTime(pid);
    await sleep(pause);
    const used = readProcessorTime(pid) - before;
    if (!(used > pause * QUIET_SHARE)) return;
  }
}

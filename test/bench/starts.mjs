// From the start of a server to its first useful completion, and its memory before a document is open.
import { setTimeout as sleep } from 'node:timers/promises';
import { alternate } from './samples.mjs';
import { startSession } from './session.mjs';

/** A server that still reads its settings answers without items at first, and is asked again. */
const MAX_TRIES = 1000;

/** @param {object[]} servers of listServers */
export async function measureStarts(servers, { starts }) {
  // The first start does not count, since it reads the server from disk and the others from memory.
  const rows = await alternate(servers, starts + 1, async (server) => ({ samples: [await timeOneStart(server)] }));
  return rows.map(({ rounds, ...row }) => ({
    ...row,
    measure: 'start to first useful completion',
    unit: 'ms',
    ...(rounds && { rounds: rounds.slice(1) }),
  }));
}

async function timeOneStart(server) {
  const session = startSession(server);
  try {
    await session.open();
    const { at } = await completeOnce(session, server);
    return session.elapsed(session.start, at);
  } finally {
    await session.stop();
  }
}

/** The first completion with items at the first place at which the server completes something. */
export async function completeOnce(session, { file, sites }) {
  const { line, name, start } = file.sites[sites][0];
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const answer = await session.complete(line, start + name.length);
    if (answer.items > 0) return answer;
    await sleep(5);
  }
  throw new Error('completion has no items');
}

/** @param {object[]} servers of listServers */
export async function measureIdleMemory(servers, { rounds }) {
  const rows = await alternate(servers, rounds, async (server) => {
    const session = startSession(server);
    try {
      await session.initialized;
      await sleep(500);
      await session.waitUntilQuiet();
      return { samples: [session.memory()] };
    } finally {
      await session.stop();
    }
  });
  return rows.map((row) => ({ ...row, measure: 'memory without a document', file: 'none', unit: 'MB' }));
}

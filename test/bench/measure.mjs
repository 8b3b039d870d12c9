// Measurements of one server on one file.
import { setTimeout as sleep } from 'node:timers/promises';
import { startSession } from './session.mjs';

/** Maximum number of samples, maximum time in seconds, and number of server starts. */
export const NORMAL = { samples: 100, seconds: 3, starts: 5 };
export const QUICK = { samples: 20, seconds: 1, starts: 3 };

/**
 * Takes samples until there are enough or the time is over, after a warm-up of a tenth of both. `measureOnce` receives
 * a counter and resolves to one sample or several.
 */
export async function takeSamples(measureOnce, { samples, seconds }) {
  const taken = [];
  let round = 0;
  const take = async (max, milliseconds, min) => {
    const until = performance.now() + milliseconds;
    taken.length = 0;
    while (taken.length < min || (taken.length < max && performance.now() < until)) {
      taken.push(...[await measureOnce(round++)].flat());
    }
  };
  await take(samples / 10, seconds * 100, 1);
  await take(samples, seconds * 1000, 4);
  return taken;
}

/**
 * @param {object} server one of createServers
 * @param {{uri: string, folder: string, language: string, text: string, sites: object}} file
 * @param {{samples: number, seconds: number, starts: number}} effort
 * @returns {Promise<{measure: string, unit?: string, samples?: number[], failed?: string}[]>}
 */
export async function measureServer(server, file, effort) {
  const rows = [];
  const measure = async (name, unit, take) => {
    try {
      rows.push({ measure: name, unit, samples: await take() });
    } catch (error) {
      rows.push({ measure: name, failed: error.message });
    }
  };
  const start = 'spawn to first completion with items';
  await measure(start, 'ms', () => sampleStarts(server, file, effort.starts));
  // A server that cannot start is not tried again.
  if (rows[0].failed) return rows;

  const session = startSession(server, file);
  try {
    await session.waitUntilSettled();
    const memory = session.memory();
    await measure('keystroke to matching diagnostics, and back', 'ms', () => {
      if (server.lacks) throw new Error(server.lacks);
      return takeSamples(createKeystroke(session, file.sites.flags, server.wrong), effort);
    });
    await measure('type one character, then completion', 'ms', () =>
      takeSamples(createTypeThenComplete(session, file.sites[server.siteKind]), effort),
    );
    await measure('hover', 'ms', () => takeSamples(createHover(session, file.sites[server.siteKind]), effort));
    if (memory) rows.push({ measure: 'memory after loading (RSS)', unit: 'MB', samples: [memory] });
  } catch (error) {
    rows.push({ measure: 'everything but the start', failed: error.message });
  } finally {
    await session.stop();
  }
  return rows;
}

async function sampleStarts(server, file, starts) {
  const taken = [];
  // The first start does not count, since it reads the server from disk and the others from memory.
  for (let i = -1; i < starts; i++) {
    const session = startSession(server, file);
    try {
      const { line, name, start } = pick(file.sites[server.siteKind], 0);
      await session.opened;
      let answer = await session.complete(line, start + name.length);
      // Servers that are still reading their settings return empty answers at first.
      for (let tries = 0; answer.items === 0 && tries < 1000; tries++) {
        await sleep(5);
        answer = await session.complete(line, start + name.length);
      }
      if (answer.items === 0) throw new Error('completion has no items');
      if (i >= 0) taken.push(answer.at - session.start);
    } finally {
      await session.stop();
    }
  }
  return taken;
}

/** Picks sites in an order that jumps around the file, as in real editing. */
const pick = (sites, round) => sites[(round * 7919) % sites.length];

/** Types a character that invalidates a value, until its line has a diagnostic; then removes it, until there is none. */
const createKeystroke = (session, sites, wrong) => {
  const clean = sites.filter(({ line }) => !session.reported().has(line));
  return async (round) => {
    const { line, valueAt } = pick(clean, round);
    const reported = session.nextReport((lines) => lines.has(line));
    const typedAt = session.edit(line, valueAt, 0, wrong);
    const reportTime = (await reported) - typedAt;
    const cleared = session.nextReport((lines) => !lines.has(line));
    const undoneAt = session.edit(line, valueAt, wrong.length, '');
    return [reportTime, (await cleared) - undoneAt];
  };
};

/** Types the last character of a name again. Removing it is not measured, and is processed before. */
const createTypeThenComplete = (session, sites) => async (round) => {
  const { line, name, start } = pick(sites, round);
  const lastAt = start + name.length - 1;
  session.edit(line, lastAt, 1, '');
  await session.complete(line, lastAt);
  const typedAt = session.edit(line, lastAt, 0, name.at(-1));
  const { items, at } = await session.complete(line, lastAt + 1);
  if (items === 0) throw new Error('completion has no items');
  return at - typedAt;
};

const createHover = (session, sites) => async (round) => {
  const { line, start } = pick(sites, round);
  const requestedAt = performance.now();
  const { result, at } = await session.hover(line, start + 1);
  if (!result) throw new Error('hover has no content');
  return at - requestedAt;
};

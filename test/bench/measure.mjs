/** What is measured of one server on one file. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startSession } from './session.mjs';

/** How many samples are taken at most, for how many seconds, and how often a server is started. */
export const NORMAL = { samples: 100, seconds: 3, starts: 5 };
export const QUICK = { samples: 20, seconds: 1, starts: 3 };

/**
 * Takes samples until there are enough or the time is over, after having warmed up for a tenth of both. `once` gets a
 * counter and resolves to one sample or to several.
 */
export async function sample(once, { samples, seconds }) {
  const taken = [];
  let round = 0;
  const take = async (enough, milliseconds, fewest) => {
    const until = performance.now() + milliseconds;
    taken.length = 0;
    while (taken.length < fewest || (taken.length < enough && performance.now() < until)) {
      taken.push(...[await once(round++)].flat());
    }
  };
  await take(samples / 10, seconds * 100, 1);
  await take(samples, seconds * 1000, 4);
  return taken;
}

/**
 * @param {object} server one of serversFor
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
  // A server that cannot be started once need not be tried again.
  if (rows[0].failed) return rows;

  const session = startSession(server, file);
  try {
    await session.settled();
    const memory = session.memory();
    await measure('keystroke to the right diagnostics, and back', 'ms', () => {
      if (server.lacks) throw new Error(server.lacks);
      return sample(keystroke(session, file.sites.flags, server.wrong), effort);
    });
    await measure('type one character, then completion', 'ms', () =>
      sample(typeThenComplete(session, file.sites[server.places]), effort),
    );
    await measure('hover', 'ms', () => sample(hover(session, file.sites[server.places]), effort));
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
  // The first start reads the server from disk, the others from memory; it does not count.
  for (let i = -1; i < starts; i++) {
    const session = startSession(server, file);
    try {
      const { line, name, start } = pick(file.sites[server.places], 0);
      await session.opened;
      let answer = await session.complete(line, start + name.length);
      // Servers that are still reading their settings answer with nothing at first.
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

/** The places in an order that jumps about the file, as nobody edits line by line. */
const pick = (places, round) => places[(round * 7919) % places.length];

/** One character that makes a value wrong, until that line has a diagnostic; then without it, until it has none. */
const keystroke = (session, places, wrong) => {
  const clean = places.filter(({ line }) => !session.reported().has(line));
  return async (round) => {
    const { line, valueAt } = pick(clean, round);
    const typed = session.nextReport((lines) => lines.has(line));
    const typedAt = session.edit(line, valueAt, 0, wrong);
    const shown = (await typed) - typedAt;
    const undone = session.nextReport((lines) => !lines.has(line));
    const undoneAt = session.edit(line, valueAt, wrong.length, '');
    return [shown, (await undone) - undoneAt];
  };
};

/** Types the last character of a name again; taking it away is not measured, and the server is done with it by then. */
const typeThenComplete = (session, places) => async (round) => {
  const { line, name, start } = pick(places, round);
  const lastAt = start + name.length - 1;
  session.edit(line, lastAt, 1, '');
  await session.complete(line, lastAt);
  const typedAt = session.edit(line, lastAt, 0, name.at(-1));
  const { items, at } = await session.complete(line, lastAt + 1);
  if (items === 0) throw new Error('completion has no items');
  return at - typedAt;
};

const hover = (session, places) => async (round) => {
  const { line, start } = pick(places, round);
  const askedAt = performance.now();
  const { result, at } = await session.hover(line, start + 1);
  if (!result) throw new Error('hover says nothing');
  return at - askedAt;
};

// Measurements of servers that have the same file open.
import { setTimeout as sleep } from 'node:timers/promises';
import { alternate, takeSamples } from './samples.mjs';
import { startSession } from './session.mjs';

/** Edits after which memory is compared with that after the first ones. */
const FIRST_EDITS = 100;
const MANY_EDITS = 10_000;

/** Edits between hovers, each of which waits until the server has read them: otherwise the pipe would be measured. */
const EDITS_UNTIL_ANSWER = 50;

/** The longest time in which a server gets its remaining edits. */
const MAX_EDIT_SECONDS = 25;

/** The pause of typing after which memory is read: a server may give back then what it no longer needs. */
const REST_MS = 12_000;

/** The measurements of each round. `act` takes a session and its server. */
const MEASURES = [
  ['keystroke to right diagnostic', takeKeystrokes],
  ['type, then completion', (opened, effort) => takeRound(opened, createTypeThenComplete(opened), effort)],
  ['one edit of a burst', (opened, effort) => takeBurst(opened, effort)],
];

/**
 * @param {object[]} servers of listServers
 * @param {{samples: number, seconds: number, rounds: number, edits: number}} effort
 */
export async function measureServers(servers, effort) {
  const opened = [];
  try {
    for (const server of servers) opened.push(await openServer(server));
    const memory = await measureMemory(opened, FIRST_EDITS);
    const rows = [];
    for (const [measure, act] of MEASURES) rows.push(...(await measureAll(opened, measure, act, effort)));
    return [...rows, ...toMemoryRows(memory, await measureMemory(opened, MANY_EDITS))];
  } finally {
    for (const { session } of opened) await session?.stop();
  }
}

async function measureAll(opened, measure, act, effort) {
  const rows = await alternate(opened, effort.rounds, (each) => act(each, effort));
  return rows.map((row) => ({ ...row, measure, unit: 'ms' }));
}

/** Opens the file of a server; one that cannot start keeps the reason. */
export async function openServer(server) {
  if (server.lacks) return server;
  const session = startSession(server);
  try {
    await session.open();
    await session.waitUntilSettled();
    return { ...server, session, marked: session.reported() };
  } catch (error) {
    await session.stop();
    return { ...server, lacks: error.message };
  }
}

/** Takes keystrokes of a round. */
export function takeKeystrokes(opened, effort) {
  return takeRound(opened, createKeystroke(opened), effort);
}

/** Takes the samples of a round, and the processor time of one of their operations. */
async function takeRound({ session }, measureOnce, effort) {
  const before = session.processorTime();
  let operations = 0;
  const samples = await takeSamples(async (index) => {
    const taken = [await measureOnce(index)].flat();
    operations += taken.length;
    return taken;
  }, effort);
  await session.waitUntilQuiet();
  return { samples, processor: (session.processorTime() - before) / operations };
}

/** Picks sites in an order that jumps around the file, as in real editing. */
const pick = (sites, round) => sites[(round * 7919) % sites.length];

/** Types a character that makes a value wrong, until its line has a diagnostic; then removes it, until there is none. */
function createKeystroke({ session, file, wrong, marked }) {
  const clean = file.sites.flags.filter(({ line }) => !marked.has(line));
  return async (round) => {
    const { line, valueAt } = pick(clean, round);
    const timeReport = async (accepts, edit) => {
      const reported = session.nextReport(accepts);
      const editedAt = edit();
      await session.askForReport();
      return session.elapsed(editedAt, await reported);
    };
    return [
      await timeReport(
        (lines) => lines.has(line),
        () => session.edit(line, valueAt, 0, wrong),
      ),
      await timeReport(
        (lines) => !lines.has(line),
        () => session.edit(line, valueAt, wrong.length, ''),
      ),
    ];
  };
}

/** Removes the last character of a name, and types it again, each time with a request for completion. */
function createTypeThenComplete({ session, file, sites }) {
  return async (round) => {
    const { line, name, start } = pick(file.sites[sites], round);
    const lastAt = start + name.length - 1;
    const complete = async (typedAt, character) => {
      const { items, at } = await session.complete(line, character);
      if (items === 0) throw new Error('completion has no items');
      return session.elapsed(typedAt, at);
    };
    return [
      await complete(session.edit(line, lastAt, 1, ''), lastAt),
      await complete(session.edit(line, lastAt, 0, name.at(-1)), lastAt + 1),
    ];
  };
}

/** Sends edits faster than a person types. Returns the time and the processor time of one of them. */
async function takeBurst(opened, { edits, seconds }) {
  const { session } = opened;
  const before = session.processorTime();
  const start = session.now();
  const { sent, at } = await sendEdits(opened, edits, seconds * 2);
  const time = session.elapsed(start, at);
  await session.waitUntilQuiet();
  return { samples: [time / sent], processor: (session.processorTime() - before) / sent };
}

/** Sends edits that leave the text as it was, until there are enough or the time is over; resolves when all are read. */
async function sendEdits({ session, file, wrong }, edits, seconds) {
  const until = performance.now() + seconds * 1000;
  let sent = 0;
  let at = session.now();
  while (sent < edits && performance.now() < until) {
    for (const end = Math.min(edits, sent + EDITS_UNTIL_ANSWER); sent < end; sent += 2) {
      const { line, valueAt } = pick(file.sites.flags, sent);
      session.edit(line, valueAt, 0, wrong);
      session.edit(line, valueAt, wrong.length, '');
    }
    await session.askForReport();
    ({ at } = await session.hover(file.sites.flags[0].line, file.sites.flags[0].start + 1));
  }
  return { sent, at };
}

/** The memory of servers at rest, after as many more edits as they lack. */
async function measureMemory(opened, edits) {
  await alternate(opened, 1, async (each) => {
    await sendEdits(each, Math.max(0, edits - each.session.edits()), MAX_EDIT_SECONDS);
    return { samples: [] };
  });
  await sleep(REST_MS);
  return alternate(opened, 1, async ({ session }) => {
    const sent = session.edits();
    if (sent < edits) throw new Error(`only ${sent} edits within ${MAX_EDIT_SECONDS} s`);
    return { samples: [session.memory()] };
  });
}

function toMemoryRows(first, later) {
  const rowOf = (rows, measure) => rows.map((row) => ({ ...row, measure, unit: 'MB' }));
  const growth = later.map((row, index) => {
    if (row.failed) return row;
    const [before, after] = [first[index].rounds[0].samples[0], row.rounds[0].samples[0]];
    return { ...row, rounds: [{ samples: [after / before] }] };
  });
  return [
    ...rowOf(first, 'memory after 100 edits'),
    ...rowOf(later, 'memory after 10,000 edits'),
    ...growth.map((row) => ({ ...row, measure: 'growth of memory from 100 to 10,000 edits', unit: 'x' })),
  ];
}

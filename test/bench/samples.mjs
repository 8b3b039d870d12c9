// Samples, taken from several servers in turn.

/** Maximum number of samples of a server in a round, maximum time of a round in seconds, rounds, and starts of a server. */
export const NORMAL = { samples: 30, seconds: 1.5, rounds: 3, starts: 4, edits: 3000 };
export const QUICK = { samples: 10, seconds: 0.5, rounds: 1, starts: 1, edits: 300 };

/**
 * Takes samples until there are enough or the time is over, after a warm-up of a tenth of both. `measureOnce` receives
 * a counter, and resolves to one sample or several.
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
  await take(samples, seconds * 1000, 2);
  return taken;
}

/**
 * Measures all of `measured` in each round, one after the other, so that each round compares them under the same load.
 * `act` resolves to the samples of a round, with the processor time of one operation if it is known. One that fails has
 * the reason in place of samples, and is not measured again.
 * @template {{name: string, lacks?: string}} Measured
 * @param {Measured[]} measured
 * @param {number} count
 * @param {(measured: Measured, round: number) => Promise<{samples: number[], processor?: number}>} act
 * @returns {Promise<{server: string, rounds?: {samples: number[], processor?: number}[], failed?: string}[]>}
 */
export async function alternate(measured, count, act) {
  const rows = measured.map(({ name, lacks }) =>
    lacks ? { server: name, failed: lacks } : { server: name, rounds: [] },
  );
  for (let round = 0; round < count; round++) {
    for (const [index, row] of rows.entries()) {
      if (row.failed) continue;
      try {
        row.rounds.push(await act(measured[index], round));
      } catch (error) {
        rows[index] = { server: row.server, failed: error.message };
      }
    }
  }
  return rows;
}

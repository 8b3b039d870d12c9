/**
 * What an editor does arrives when it arrives, so tests ask again and again until it has. The deadline is long enough
 * for a loaded machine: it only costs time where a test fails, and then the message says what was seen last.
 */
export async function until<T>(
  what: string,
  read: () => T | Promise<T>,
  holds: (value: T) => boolean = Boolean,
  seconds = 10,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${seconds} s; seen last: ${JSON.stringify(value)}`);
    await pause(25);
  }
}

/** The opposite: what must not happen is watched for a while, since nothing tells when it would have. */
export async function never(what: string, read: () => boolean, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    if (read()) throw new Error(`${what}, which must not happen`);
    await pause(25);
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

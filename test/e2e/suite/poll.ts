/**
 * Reads a value repeatedly until it meets a condition, since effects in an editor are asynchronous. The deadline is long
 * enough for a loaded machine. It only costs time if a test fails, and the error then contains the last value.
 */
export async function waitUntil<T>(
  description: string,
  read: () => T | Promise<T>,
  condition: (value: T) => boolean = Boolean,
  seconds = 10,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await read();
    if (condition(value)) return value;
    if (Date.now() > deadline)
      throw new Error(`${description}: not within ${seconds} s; last value: ${JSON.stringify(value)}`);
    await pause(25);
  }
}

/** Checks for some time that an event does not happen. */
export async function expectNever(description: string, read: () => boolean, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    if (read()) throw new Error(`${description}, which must not happen`);
    await pause(25);
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

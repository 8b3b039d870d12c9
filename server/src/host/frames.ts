/** Limit of one message. An editor does not open files of this size. */
const MAX_MESSAGE_BYTES = 268_435_456;
/** Limit of the header of a message. */
const MAX_HEADER_BYTES = 4096;
const HEADER_END = '\r\n\r\n';

/**
 * Ends this process when its standard input contains a message without a valid `Content-Length`: it is unknown where the
 * next message begins, so the server could not answer any longer. Its editor starts another one.
 */
export function exitOnInvalidFrame(): void {
  const findProblem = createFrameChecker();
  process.stdin.on('data', (chunk: Buffer) => {
    const problem = findProblem(chunk);
    if (problem === undefined) return;
    process.stderr.write(`The editor sent a message that cannot be read: ${problem}. The server ends.\n`);
    process.exit(1);
  });
}

/** Creates a function that receives the bytes of messages in any division, and returns the first problem in them. */
export function createFrameChecker(): (chunk: Buffer) => string | undefined {
  /** The bytes of an incomplete header. */
  let header = Buffer.alloc(0);
  /** Bytes of the current message that have not arrived. */
  let bytesLeft = 0;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      const skipped = Math.min(bytesLeft, chunk.length - at);
      bytesLeft -= skipped;
      at += skipped;
      const known = header.length;
      header = Buffer.concat([header, chunk.subarray(at, at + MAX_HEADER_BYTES - known)]);
      const end = header.indexOf(HEADER_END);
      if (end < 0) return header.length < MAX_HEADER_BYTES ? undefined : 'its header does not end';
      const text = header.toString('latin1', 0, end);
      const length = lengthOf(text);
      if (length === undefined) return `its header is ${JSON.stringify(text.slice(0, 80))}`;
      at += end + HEADER_END.length - known;
      header = Buffer.alloc(0);
      bytesLeft = length;
    }
    return undefined;
  };
}

/** The length that a header states; undefined if it states none, several, or one that is invalid or above the limit. */
function lengthOf(header: string): number | undefined {
  const fields = header.split('\r\n').map((line) => /^([\w-]+):(.*)$/.exec(line));
  const values = fields.flatMap((field) => (field?.[1]?.toLowerCase() === 'content-length' ? (field[2] ?? '') : []));
  const [value = ''] = values;
  const isValid = fields.every(Boolean) && values.length === 1 && /^[ \t]*\d+ *$/.test(value);
  return isValid && Number(value) <= MAX_MESSAGE_BYTES ? Number(value) : undefined;
}

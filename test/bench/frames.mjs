/**
 * Reads frames of the language server protocol. Calls back with each message and the arrival of its last byte, before
 * parsing.
 * @param {(message: any, at: number) => void} onMessage
 */
export function createFrameReader(onMessage) {
  /** @type {Buffer[]} */
  let chunks = [];
  let size = 0;
  let body;
  const joinChunks = () => {
    if (chunks.length > 1) chunks = [Buffer.concat(chunks)];
    return chunks[0];
  };
  return (/** @type {Buffer} */ chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    for (;;) {
      body ??= findBody(joinChunks());
      if (!body || size < body.end) return;
      const at = performance.now();
      const bytes = joinChunks();
      const text = bytes.toString('utf8', body.start, body.end);
      chunks = [bytes.subarray(body.end)];
      size -= body.end;
      body = undefined;
      onMessage(JSON.parse(text), at);
    }
  };
}

/** The span of the first frame's body; undefined while its header is incomplete. */
function findBody(bytes) {
  const header = bytes.indexOf('\r\n\r\n');
  if (header < 0) return undefined;
  const length = Number(/Content-Length: *(\d+)/i.exec(bytes.toString('latin1', 0, header))?.[1]);
  return { start: header + 4, end: header + 4 + length };
}

/** The framing of the language server protocol, the receiving side. */

/** Calls back with each message and the moment at which its last byte was there, which is before it is parsed. */
export function frameReader(onMessage) {
  let chunks = [];
  let size = 0;
  let body;
  const joined = () => {
    if (chunks.length > 1) chunks = [Buffer.concat(chunks)];
    return chunks[0];
  };
  return (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    for (;;) {
      body ??= bodyOf(joined());
      if (!body || size < body.end) return;
      const at = performance.now();
      const bytes = joined();
      const text = bytes.toString('utf8', body.start, body.end);
      chunks = [bytes.subarray(body.end)];
      size -= body.end;
      body = undefined;
      onMessage(JSON.parse(text), at);
    }
  };
}

/** Where the body of the first frame lies, or undefined while its header is not complete. */
function bodyOf(bytes) {
  const header = bytes.indexOf('\r\n\r\n');
  if (header < 0) return undefined;
  const length = Number(/Content-Length: *(\d+)/i.exec(bytes.toString('latin1', 0, header))?.[1]);
  return { start: header + 4, end: header + 4 + length };
}

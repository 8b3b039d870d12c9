import { inflateSync, strFromU8 } from 'fflate';

/** The data file that a bundle for a worker carries packed; see `scripts/knowledge.mjs`. A worker needs a library for it. */
export function unpack(packed: string): unknown {
  const text = atob(packed);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return JSON.parse(strFromU8(inflateSync(bytes)));
}

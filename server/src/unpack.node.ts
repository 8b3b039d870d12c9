import { brotliDecompressSync } from 'node:zlib';

/** The data file that a bundle for Node carries packed; see `scripts/packedData.mjs`. */
export const unpack = (packed: string): unknown =>
  JSON.parse(brotliDecompressSync(Buffer.from(packed, 'base64')).toString('utf8'));

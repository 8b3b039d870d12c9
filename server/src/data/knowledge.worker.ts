import { inflateSync, strFromU8 } from 'fflate';
import { knowledge as packedKnowledge, texts as packedTexts } from 'packed-knowledge';
import { lazy, type PackedTexts, parsePackedData, readDataFile } from './knowledge';

/** What a bundle for a worker carries packed inside; see `scripts/knowledge.mjs`. A worker needs a library to unpack it. */
const unpack = (packed: string): string => strFromU8(inflateSync(toBytes(atob(packed))));

const toBytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const readKnowledge = lazy(() => parsePackedData(unpack(packedKnowledge)));

export const knowledge = (name: string): unknown => readDataFile(readKnowledge(), name);
export const readTexts = lazy(() => JSON.parse(unpack(packedTexts)) as PackedTexts);

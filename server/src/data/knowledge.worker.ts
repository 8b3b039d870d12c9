import { inflateSync, strFromU8 } from 'fflate';
import { knowledge as packedKnowledge, texts as packedTexts } from 'packed-knowledge';
import { lazy, type PackedTexts, parsePackedData, readDataFile } from './knowledge';

/** Unpacks data inside a worker bundle; see `scripts/knowledge.mjs`. A worker needs a library for that. */
const unpack = (packed: string): string => strFromU8(inflateSync(toBytes(atob(packed))));

const toBytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

const readKnowledge = lazy(() => parsePackedData(unpack(packedKnowledge)));

export const knowledge = (name: string): unknown => readDataFile(readKnowledge(), name);
export const readTexts = lazy(() => JSON.parse(unpack(packedTexts)) as PackedTexts);

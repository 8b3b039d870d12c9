import { inflateSync, strFromU8 } from 'fflate';
import { knowledge as packedKnowledge, texts as packedTexts } from 'packed-knowledge';
import type { Service } from '../core/service';
import { explained as explainedBy, fileOf, knowledgeIn, once, type Texts } from './knowledge';

/** What a bundle for a worker carries packed inside; see `scripts/knowledge.mjs`. A worker needs a library to unpack it. */
const unpacked = (packed: string): string => strFromU8(inflateSync(bytesOf(atob(packed))));

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const readKnowledge = once(() => knowledgeIn(unpacked(packedKnowledge)));
const readTexts = once(() => JSON.parse(unpacked(packedTexts)) as Texts);

export const knowledge = (name: string): unknown => fileOf(readKnowledge(), name, readTexts);
export const explained = (service: Service): Service => explainedBy(service, readKnowledge(), readTexts);

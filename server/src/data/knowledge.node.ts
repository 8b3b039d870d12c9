import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { lazy, type PackedTexts, parsePackedData, readDataFile } from './knowledge';
import { RULE_PAGES_PATH } from './rulePage';

/** Unpacks a data file next to the bundles; see `scripts/knowledge.mjs`. They are ASCII, which decodes fast. */
const unpack = (name: string): string => brotliDecompressSync(readFileSync(join(__dirname, name))).toString('latin1');

const readKnowledge = lazy(() => parsePackedData(unpack('knowledge.br')));

export const knowledge = (name: string): unknown => readDataFile(readKnowledge(), name);
export const readTexts = lazy(() => JSON.parse(unpack('texts.br')) as PackedTexts);

/** The pages of all rules in the package; undefined if they are missing. */
export function readRulePages(): string | undefined {
  const path = join(__dirname, '..', ...RULE_PAGES_PATH);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

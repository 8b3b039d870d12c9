import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { Service } from './core/service';
import { explained as explainedBy, fileOf, type Knowledge, once, type Texts } from './knowledge';
import { RULE_PAGES } from './rulePage';

/** One of the files that stand packed beside the bundles; see `scripts/knowledge.mjs`. */
const readPacked = <T>(name: string): (() => T) =>
  once(() => JSON.parse(brotliDecompressSync(readFileSync(join(__dirname, name))).toString('utf8')) as T);

const readKnowledge = readPacked<Knowledge>('knowledge.br');
const readTexts = readPacked<Texts>('texts.br');

export const knowledge = (name: string): unknown => fileOf(readKnowledge(), name);
export const explained = (service: Service): Service => explainedBy(service, readKnowledge(), readTexts);

/** The pages of all rules, as they stand in the package. */
export function rulePages(): string | undefined {
  const path = join(__dirname, '..', ...RULE_PAGES);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { Service } from '../core/service';
import { explained as explainedBy, fileOf, knowledgeIn, once, type Texts } from './knowledge';
import { RULE_PAGES } from './rulePage';

/** One of the files that stand packed beside the bundles; see `scripts/knowledge.mjs`. They are ASCII, which is read quickly. */
const unpacked = (name: string): string => brotliDecompressSync(readFileSync(join(__dirname, name))).toString('latin1');

const readKnowledge = once(() => knowledgeIn(unpacked('knowledge.br')));
const readTexts = once(() => JSON.parse(unpacked('texts.br')) as Texts);

export const knowledge = (name: string): unknown => fileOf(readKnowledge(), name, readTexts);
export const explained = (service: Service): Service => explainedBy(service, readKnowledge(), readTexts);

/** The pages of all rules, as they stand in the package. */
export function rulePages(): string | undefined {
  const path = join(__dirname, '..', ...RULE_PAGES);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

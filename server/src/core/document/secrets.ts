import type { Config, Entry, Exports } from '../config/config';
import { evidenceOf } from '../text/secretNames';
import { createSecretFinder, findSecrets, findSecretsInText, type SecretFinder } from '../text/secrets';
import type { Document } from './document';

/** Limit on a text that is searched for secrets outside of its runs, in characters. */
const MAX_TEXT_LENGTH = 1_000_000;

/** Sets of exported variables that are searched. The text of the script contains the others. */
const MAX_EXPORT_SETS = 5;

/** Creates a function that finds the secrets of a document and of the texts of the same runs when it is first called. */
export function createDocumentSecrets(document: Pick<Document, 'text' | 'reading' | 'joins'>): () => SecretFinder {
  let finder: SecretFinder | undefined;
  return () => {
    finder ??= createSecretFinder(collectSecrets(document));
    return finder;
  };
}

function collectSecrets({ text, reading, joins }: Pick<Document, 'text' | 'reading' | 'joins'>) {
  const others = [...new Set([...joins.values()].map(({ other }) => other.document))];
  const configs = [reading, ...others.map((other) => other.reading)].flatMap((each) => each.configs);
  const texts = [text, ...others.map((other) => other.text)].filter(({ length }) => length <= MAX_TEXT_LENGTH);
  const names = listSecretNames(texts);
  const variables = new Set([
    ...configs.flatMap((config) => [...config.variables, ...(config.lateVariables ?? [])]),
    ...listExportSets(configs).flatMap((exports) => [
      ...exports.entries(),
      ...names.flatMap((name) => exports.findUnexported(name) ?? []),
    ]),
  ]);
  return [...findSecrets([...variables, ...configs.flatMap(listFlags)]), ...texts.flatMap(findSecretsInText)];
}

/** Lists the variables that scripts set and that hold secrets by their names, whether they are exported or not. */
function listSecretNames(texts: readonly string[]): string[] {
  const assignments = texts.flatMap((text) => [...text.matchAll(/(?<![\w-])([A-Za-z_]\w*)\+?=/g)]);
  const names = new Set(assignments.map(([, name = '']) => name));
  return [...names].filter((name) => evidenceOf(name) !== undefined);
}

/** Lists the distinct sets of exported variables, the last ones first. */
function listExportSets(configs: readonly Config[]): Exports[] {
  const sets = new Set<Exports>();
  for (const { exports } of configs.toReversed()) if (exports && sets.size < MAX_EXPORT_SETS) sets.add(exports);
  return [...sets];
}

/** Lists the flags of a run, and those that a later one overrides. Thousands of problems may name one entry. */
const listFlags = ({ flags, problems }: Config): Entry[] => [
  ...new Set([...flags, ...problems.flatMap(({ entry }) => entry ?? [])]),
];

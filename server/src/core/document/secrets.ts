import type { Config, Entry, Exports } from '../config/config';
import { createSecretFinder, findSecrets, findSecretsInText, type SecretFinder } from '../text/secrets';
import type { Document } from './document';

/** Limit on a text that is searched for secrets outside of its runs, in characters. */
const MAX_TEXT_LENGTH = 1_000_000;

/** Sets of exported variables that are searched. The text of the script contains the others. */
const MAX_EXPORT_SETS = 20;

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
  const entries = [...listVariables(configs), ...configs.flatMap(listFlags)];
  const texts = [text, ...others.map((other) => other.text)].filter(({ length }) => length <= MAX_TEXT_LENGTH);
  return [...findSecrets(entries), ...texts.flatMap(findSecretsInText)];
}

/** Lists the variables of all runs. Those that several commands share are listed once. */
function listVariables(configs: readonly Config[]): Set<Entry> {
  const exportSets = new Set<Exports>();
  for (const { exports } of configs.toReversed())
    if (exports && exportSets.size < MAX_EXPORT_SETS) exportSets.add(exports);
  return new Set([
    ...configs.flatMap(({ variables, lateVariables = [] }) => [...variables, ...lateVariables]),
    ...[...exportSets].flatMap((exports) => exports.entries()),
  ]);
}

/** Lists the flags of a run, and those that a later one overrides. */
const listFlags = ({ flags, problems }: Config): Entry[] => [
  ...flags,
  ...problems.flatMap(({ entry }) => (entry ? [entry] : [])),
];

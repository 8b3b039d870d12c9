import { memoizeRecent } from '../catalog/memoize';
import type { Config, Entry, Exports, Reading } from '../config/config';
import { originOf } from '../config/shiftedConfig';
import { originOfEntry } from '../config/shiftedEntry';
import { mayNameSecret } from '../text/secretAssignments';
import type { Secret } from '../text/secretIndex';
import { evidenceOf } from '../text/secretNames';
import type { SecretSpan } from '../text/secretPatterns';
import {
  createSecretFinder,
  findSecretSpans,
  findSecrets,
  findSecretsInText,
  type SecretFinder,
} from '../text/secrets';
import type { Document } from './document';

/** Limit on a text that is searched for secrets outside of its runs, in characters. */
const MAX_TEXT_LENGTH = 1_000_000;

/** Sets of exported variables that are searched. The text of the script contains the others. */
const MAX_EXPORT_SETS = 5;

/** Messages whose secrets are remembered, since a document has mostly the same findings after an edit. */
const MAX_MESSAGES = 4000;
/** Length of the messages that are remembered, in characters. */
const MAX_MESSAGE_LENGTH = 500;

/** Creates a function that finds the secrets of a document and of the texts of the same runs when it is first called. */
export type CreateSecrets = (document: Pick<Document, 'text' | 'reading' | 'joins'>) => () => SecretFinder;

export function createDocumentSecrets(): CreateSecrets {
  const findParts = createFindParts();
  const findInMessage = memoizeRecent(findSecretSpans, MAX_MESSAGES);
  const findOthers = (text: string): readonly SecretSpan[] =>
    text.length <= MAX_MESSAGE_LENGTH ? findInMessage(text) : findSecretSpans(text);
  let recent: SecretFinder | undefined;
  return (document) => {
    let finder: SecretFinder | undefined;
    return () => {
      if (finder) return finder;
      const secrets = collectSecrets(document, findParts);
      // Texts without secrets, and versions of a text with the same ones, share a finder, so that what it masked stays.
      if (!recent || !areEqual(recent.known, secrets)) recent = createSecretFinder(secrets, findOthers);
      finder = recent;
      return finder;
    };
  };
}

const areEqual = (some: readonly Secret[], others: readonly Secret[]): boolean =>
  some.length === others.length &&
  some.every(({ variable, value }, index) => variable === others[index]?.variable && value === others[index].value);

function collectSecrets(
  { text, reading, joins }: Pick<Document, 'text' | 'reading' | 'joins'>,
  findParts: FindParts,
): Secret[] {
  const parts = [{ text, reading }, ...new Set([...joins.values()].map(({ other }) => other.document))].map(findParts);
  return [...parts.flatMap(({ values }) => values), ...parts.flatMap(({ others }) => others)];
}

type FindParts = (document: Pick<Document, 'text' | 'reading'>) => Parts;

/** The secrets of one text: values of its runs, and others that its characters reveal. */
interface Parts {
  text: string;
  values: readonly Secret[];
  others: readonly Secret[];
}

/** Creates a function that finds the secrets of a text, and keeps them for when another text of its runs changes. */
function createFindParts(): FindParts {
  const cache = new WeakMap<Reading, Parts>();
  const findOfRun = createFindOfRun();
  return ({ text, reading }) => {
    const known = cache.get(reading);
    // Texts without commands share one reading.
    if (known?.text === text) return known;
    const isSearched = text.length <= MAX_TEXT_LENGTH;
    const names = isSearched ? listSecretNames(text) : [];
    const runs = reading.configs.map(findOfRun);
    const values = [
      ...runs.flatMap(({ ofVariables }) => ofVariables),
      ...findSecrets(listExportSets(reading.configs).flatMap((exports) => listVariables(exports, names))),
      ...runs.flatMap(({ ofFlags }) => ofFlags),
    ];
    const parts = { text, values: dropRepeated(values), others: isSearched ? findSecretsInText(text) : [] };
    cache.set(reading, parts);
    return parts;
  };
}

/** Returns each secret once. The commands of a script share most of their values. */
const dropRepeated = (secrets: readonly Secret[]): Secret[] =>
  secrets.length < 2 ? [...secrets] : [...new Map(secrets.map((each) => [JSON.stringify(each), each])).values()];

interface RunSecrets {
  ofVariables: readonly Secret[];
  ofFlags: readonly Secret[];
}

/** Creates a function that finds the secrets of a run, and keeps them while its text is the same. */
function createFindOfRun(): (config: Config) => RunSecrets {
  const cache = new WeakMap<Config, RunSecrets>();
  const findOfEntry = createFindOfEntry();
  return (config) => {
    const run = originOf(config);
    const known = cache.get(run);
    if (known) return known;
    const ofVariables = [...run.variables, ...(run.lateVariables ?? [])].flatMap(findOfEntry);
    const secrets = { ofVariables, ofFlags: listFlags(run).flatMap(findOfEntry) };
    cache.set(run, secrets);
    return secrets;
  };
}

/** Creates a function that finds the secrets of a flag or variable, and keeps them while its text is the same. */
function createFindOfEntry(): (entry: Entry) => readonly Secret[] {
  const cache = new WeakMap<Entry, readonly Secret[]>();
  return (entry) => {
    const origin = originOfEntry(entry);
    const secrets = cache.get(origin) ?? findSecrets([origin]);
    cache.set(origin, secrets);
    return secrets;
  };
}

/** Lists exported variables, and others that have one of the names. */
const listVariables = (exports: Exports, names: readonly string[]): Entry[] => [
  ...new Set([...exports.entries(), ...names.flatMap((name) => exports.findUnexported(name) ?? [])]),
];

/** Lists the variables that scripts set and that hold secrets by their names, whether they are exported or not. */
function listSecretNames(text: string): string[] {
  const names = new Set([...text.matchAll(/(?<![\w-])([A-Za-z_]\w*)\+?=/g)].map(([, name = '']) => name));
  return [...names].filter((name) => mayNameSecret(name) && evidenceOf(name) !== undefined);
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

import type { Entry, Scalar } from '../config/config';
import { isNestedTooDeeply } from './jsonDepth';
import { findSecretAssignments, mayNameSecret, toVariableName } from './secretAssignments';
import { createSecretIndex, MASK, type Secret } from './secretIndex';
import { evidenceOf, isSecretByName } from './secretNames';
import { findSecretForms, type SecretSpan, variableOfToken } from './secretPatterns';
import { quoteWord, quoteWordInLine } from './shellQuote';

/**
 * The only module that recognizes secrets. Every output goes through a `SecretFinder`: it knows the secrets of a run, and
 * recognizes others by their names and forms.
 */
export interface SecretFinder {
  known: readonly Secret[];
  /** Returns the secrets of a text in order, without overlaps. */
  find: (text: string) => SecretSpan[];
  /** Returns a text with `<secret>` for each secret. */
  mask: (text: string) => string;
  /** Returns a text as one shell argument with a reference such as `"$HF_TOKEN"` for each secret. */
  refer: (text: string) => string;
}

/** Creates a finder of known secrets and of others. `findOthers` is `findSecretSpans`, possibly with a cache. */
export function createSecretFinder(known: readonly Secret[], findOthers = findSecretSpans): SecretFinder {
  const findKnown = createSecretIndex(known);
  const find = (text: string): SecretSpan[] => {
    const [knownSpans, others] = [findKnown(text), findOthers(text)];
    return knownSpans.length + others.length === 0 ? [] : mergeSpans([...knownSpans, ...others]);
  };
  return {
    known,
    find,
    mask: (text) => replaceSpans(text, find(text), (piece) => piece, MASK),
    refer: (text) => replaceSpans(text, find(text), quotePiece) || quoteWord(''),
  };
}

/** Returns a text with `<secret>` for each of its secrets, in which every line keeps its number. */
export function maskInLines(text: string, { find }: Pick<SecretFinder, 'find'>): string {
  let end = 0;
  const parts = find(text).flatMap((span) => {
    const before = text.slice(end, span.start);
    end = span.end;
    return [before, MASK, text.slice(span.start, span.end).replace(/[^\n]+/g, '')];
  });
  return [...parts, text.slice(end)].join('');
}

/** Returns a text with `<secret>` for each secret that its name or form reveals. */
export const maskSecrets = (text: string): string =>
  replaceSpans(text, mergeSpans(findSecretSpans(text)), (piece) => piece, MASK);

const quotePiece = (text: string): string => (text === '' ? '' : quoteWordInLine(text));

/** Returns the secrets of a text that a name or their form reveals; they may overlap. */
export const findSecretSpans = (text: string): readonly SecretSpan[] => [
  ...findSecretAssignments(text),
  ...findSecretForms(text),
];

/** Sorts spans and joins those that overlap. */
function mergeSpans(spans: readonly SecretSpan[]): SecretSpan[] {
  const merged: SecretSpan[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last && span.start < last.end) last.end = Math.max(last.end, span.end);
    else merged.push({ ...span });
  }
  return merged;
}

/** Replaces spans by a text, or by references, and prints the pieces between them. */
function replaceSpans(
  text: string,
  spans: readonly SecretSpan[],
  print: (piece: string) => string,
  mask?: string,
): string {
  if (spans.length === 0) return print(text);
  const parts: string[] = [];
  let end = 0;
  for (const span of spans) {
    parts.push(print(text.slice(end, span.start)), mask ?? `"$${span.variable}"`);
    end = span.end;
  }
  return [...parts, print(text.slice(end))].join('');
}

/** Returns true if a variable or flag is secret by its name or value. An unknown value may be one. */
export const isSecret = (name: string, value: string | undefined): boolean =>
  value === undefined ? isSecretName(name) : findSecretsInValue(name, value).length > 0;

const isSecretName = (name: string): boolean => ['strong', 'weak'].includes(evidenceOf(name) ?? '');

/**
 * Returns the secrets in the known values of variables and flags, with their names as users write them. A secret is an
 * entire value or a part of one, such as the password of a URL.
 */
export function findSecrets(entries: readonly Entry[]): (Secret & { name: string })[] {
  // Commands of a script share most of their values.
  const seen = new Set<string>();
  return entries.flatMap((entry) => {
    const plainName = entry.name.replace(/^-+/, '');
    const name = entry.kind === 'env' ? plainName : `--${plainName}`;
    return entry.values.flatMap((scalar) => {
      const key = `${name}=${scalar.value}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return findSecretsInScalar(entry, scalar).map((secret) => ({ ...secret, name }));
    });
  });
}

/** Returns the names of secrets, each of them once. */
export const namesOfSecrets = (secrets: readonly { name: string }[]): string[] => [
  ...new Set(secrets.map(({ name }) => name)),
];

/** Shortest value that is secret without a name that says so, in characters. */
const MIN_UNNAMED_LENGTH = 8;

function findSecretsInScalar({ kind, name }: Entry, { value, from, text }: Scalar): Secret[] {
  if (value === undefined || value === '') return [];
  if (from && isSecretByName(from.variable, value)) return [{ variable: from.variable, value }];
  const secrets = findSecretsInValue(name.replace(/^-+/, ''), value);
  const isEntire = secrets[0]?.value === value;
  if (!isEntire) return secrets;
  const variable = kind === 'env' ? name : (variableOfToken(value) ?? toVariableName(name));
  const spelling = /[$`]/.test(text) ? value : text.replace(/^(["'])(.*)\1$/s, '$2');
  return [{ variable, value }, ...secrets.slice(1), ...(spelling === value ? [] : [{ variable, value: spelling }])];
}

/** Returns the secrets of a value; the first one is the entire value if that is secret by its name. */
function findSecretsInValue(name: string, value: string): Secret[] {
  if (value.length < MIN_UNNAMED_LENGTH && !mayNameSecret(name)) return [];
  const entire = mayNameSecret(name) && isSecretByName(name, value) ? [{ variable: toVariableName(name), value }] : [];
  const parts = findSecretSpans(value).map(({ variable, start, end }) => ({
    variable,
    value: value.slice(start, end),
  }));
  return [...entire, ...findSecretsInJson(value), ...parts];
}

function findSecretsInJson(text: string): Secret[] {
  if (!/^\s*[[{]/.test(text) || isNestedTooDeeply(text)) return [];
  try {
    return findSecretsInNode('', JSON.parse(text));
  } catch {
    return [];
  }
}

/** Returns the secrets of a JSON value under a name. The items of a list have the name of the list. */
function findSecretsInNode(name: string, node: unknown): Secret[] {
  if (typeof node === 'string') return findSecretsInValue(name, node);
  if (typeof node === 'number') return findSecretsInValue(name, String(node));
  if (Array.isArray(node)) return node.flatMap((item) => findSecretsInNode(name, item));
  return node === null || typeof node !== 'object'
    ? []
    : Object.entries(node).flatMap(([key, value]) => findSecretsInNode(key, value));
}

/** Returns the secrets of variables that are written as text, such as those of a launch target. */
export const findSecretsInVariables = (variables: Readonly<Record<string, string>>): Secret[] =>
  Object.entries(variables).flatMap(([name, value]) =>
    findSecretsInValue(name, value).map((secret) => (secret.value === value ? { variable: name, value } : secret)),
  );

/** Returns the secrets of a text that their names or forms reveal, such as those of a script. */
export const findSecretsInText = (text: string): Secret[] => toSecrets(text, mergeSpans(findSecretSpans(text)));

/** Returns the texts of spans, and the long parts of those that are paths, as the addresses of webhooks are. */
const toSecrets = (text: string, spans: readonly SecretSpan[]): Secret[] =>
  spans.flatMap(({ variable, start, end }) => {
    const value = text.slice(start, end);
    const parts = variable === 'WEBHOOK_SECRET' ? value.split('/').filter((part) => part.length >= 8) : [];
    return [...new Set([value, ...parts])].map((each) => ({ variable, value: each }));
  });

/** Replaces known secrets in a text, and those that their names or forms reveal. */
export const redactSecrets = (text: string, values: readonly string[]): string =>
  createSecretFinder(values.map((value) => ({ variable: 'SECRET', value }))).mask(text);

import type { Release } from '../../server/src/core/catalog/release';
import type { FunctionChange } from './functionChanges';
import { type CitingRule, isGrave, type RuleSource } from './ruleSources';
import type { Statement } from './sourceFacts';

/** schemas/reviewed.json: the releases at whose sources texts were checked. */
export interface Reviewed {
  flags: Readonly<Record<string, Review>>;
  environment: Readonly<Record<string, Review>>;
  rules: Readonly<Record<string, readonly Release[]>>;
}

interface Review {
  releases: Release[];
  /** The code besides its declaration that a text rests on. */
  source?: string;
}

/** A text that must be read again, and the reasons. */
export interface StaleText {
  name: string;
  reasons: string[];
}

/** The flags and variables whose texts cite code, in the form of rules. */
export const listCitingTexts = ({ flags, environment }: Reviewed): CitingRule[] =>
  Object.entries({ ...flags, ...environment }).flatMap(([name, { source }]) =>
    source === undefined ? [] : [{ id: name, source, flags: [name] }],
  );

/**
 * Finds the flags and variables whose texts must be read again: their cited code changed, or a changed statement reads
 * them.
 */
export function findStaleTexts(
  names: readonly string[],
  cited: readonly RuleSource[],
  changes: readonly FunctionChange[],
): StaleText[] {
  const readers = findReaders(changes);
  const sources = new Map(cited.map((source) => [source.id, source]));
  return names.flatMap((name) => {
    const places = (sources.get(name)?.cited ?? [])
      .filter(({ fate }) => isGrave(fate))
      .map(({ citation, before, fate }) => `${citation.path} ${before?.name ?? ''} ${fate}`.replace(/\s+/g, ' '));
    const reasons = [...new Set([...places, ...(readers.get(name) ?? [])])];
    return reasons.length > 0 ? [{ name, reasons }] : [];
  });
}

/** A use of an argument, `args.NAME` or `self.NAME`, or of an environment variable, `'NAME'`. */
const USE = /\b(?:args|self|config)\.([a-z]\w*)|['"]([A-Z][A-Z0-9_]+)['"]/g;

/** The changed functions in which a changed statement uses an argument or a variable, by its name. */
function findReaders(changes: readonly FunctionChange[]): Map<string, string[]> {
  const readers = new Map<string, string[]>();
  for (const { path, name, removed, added } of changes) {
    const used = new Set([...removed, ...added].flatMap(listUses));
    for (const each of used) readers.set(each, [...(readers.get(each) ?? []), `${path} ${name}`]);
  }
  return readers;
}

const listUses = ({ text, when }: Statement): string[] =>
  [text, ...when].flatMap((each) =>
    [...each.matchAll(USE)].map(([, argument, variable]) => argument ?? variable ?? ''),
  );

/** The flags and variables whose texts were not read at a release. */
export const listUnread = (names: readonly string[], { flags, environment }: Reviewed, release: Release): string[] =>
  names.filter((name) => !(flags[name] ?? environment[name])?.releases.includes(release));

/** Reasons that are listed for one text. */
const MAX_REASONS = 3;

/** The texts to read again as lines, with the newest release that each was read at. */
export const describeStaleTexts = (stale: readonly StaleText[], { flags, environment }: Reviewed): string[] =>
  stale.map(({ name, reasons }) => {
    const last = (flags[name] ?? environment[name])?.releases.at(-1);
    const more = reasons.length > MAX_REASONS ? ` and ${reasons.length - MAX_REASONS} more` : '';
    return `${name} (${last ? `read at ${last}` : 'not read'}): ${reasons.slice(0, MAX_REASONS).join(', ')}${more}`;
  });

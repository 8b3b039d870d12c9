import type { Catalog } from '../catalog/types';
import { argvOf } from '../config/argv';
import { type Config, type Entry, isCommandLine, type Span, variablesOf } from '../config/config';
import { fromOther, isInOther } from '../config/joinConfigs';
import type { Document } from '../document/document';
import { factsIn } from '../document/facts';
import type { Facts } from '../facts/facts';
import { quoteWord } from '../text/shellQuote';
import { describeRelease } from './markdown/describeFlag';

/** Where a word comes from: a place in this text, or in the other one by name. */
export interface Origin {
  span: Span;
  in?: string;
  variable?: string;
}

/** One word that the trainer gets; null where it cannot be known. */
interface ResolvedWord {
  value: string | null;
  from: Origin;
  /** A later word takes its place. */
  overridden?: boolean;
}

/** A variable that the files set. */
interface ResolvedVariable {
  name: string;
  value: string | null;
  from: Origin;
  /** The launcher does not get it: the other file sets it too, or it comes too late. */
  overridden?: boolean;
}

/** A run as the trainer gets it: the words from the sub-command on, and the variables that the files set. */
export interface Resolved {
  argv: ResolvedWord[];
  env: ResolvedVariable[];
}

/** Every word with its origin. A config file alone has no sub-command: its words begin with the first flag. */
export function resolve(catalog: Catalog, document: Document, config: Config): Resolved {
  const facts = factsIn(catalog, document, config);
  const joined = facts.config;
  const other = document.joins.get(config)?.other.name;
  const overridden = overriddenEntries(facts);
  const argv = argvOf(joined).map(
    ({ value, span, from, entry }): ResolvedWord => ({
      value,
      from: originOf(from?.span ?? span, other, from?.variable),
      ...(entry && overridden.has(entry) && { overridden: true }),
    }),
  );
  const command = isCommandLine(config) ? [{ value: joined.command, from: originOf(config.head, other) }] : [];
  const holding = new Map(variablesOf(joined).map((entry) => [entry.name, entry]));
  const env = [...(joined.late ?? []), ...variablesOf(joined)].map(
    (entry): ResolvedVariable => ({
      name: entry.name,
      value: entry.values[0]?.value ?? null,
      from: originOf(entry.whole, other),
      ...(holding.get(entry.name) !== entry && { overridden: true }),
    }),
  );
  return { argv: [...command, ...argv], env };
}

const originOf = (span: Span, other: string | undefined, variable?: string): Origin => ({
  ...(isInOther(span) && other !== undefined ? { span: fromOther(span), in: other } : { span }),
  ...(variable && { variable }),
});

/** The entries whose flag is given again later. */
function overriddenEntries({ given }: Facts): Set<Entry> {
  const last = new Map(given.flatMap(({ flag, entry }) => (flag ? [[flag.name, entry] as const] : [])));
  return new Set(given.filter(({ flag, entry }) => flag && last.get(flag.name) !== entry).map(({ entry }) => entry));
}

/** One row of the resolved command as a text for people. */
export interface Row {
  text: string;
  overridden: boolean;
}

/** The resolved command as a document: a flag a row, with where it comes from behind it. */
export function describeResolved(
  catalog: Catalog,
  document: Document,
  config: Config,
  name: string,
  lineOf: (origin: Origin) => number,
): Row[] {
  const { argv, env } = resolve(catalog, document, config);
  const facts = factsIn(catalog, document, config);
  const place = ({ variable, ...origin }: Origin): string =>
    `${origin.in ?? name}:${lineOf(origin) + 1}${variable ? ` (${variable})` : ''}`;
  const shown = (value: string | null): string => (value === null ? '<only known when it runs>' : quoteWord(value));
  const rows: Row[] = [
    {
      text: `# ${name}: what megatron ${facts.config.command} gets. ${describeRelease(facts.release)}.`,
      overridden: false,
    },
    ...env.map(({ name: variable, value, from, overridden = false }) => ({
      text: pad(`${variable}=${shown(value)} \\`, place(from)),
      overridden,
    })),
    { text: `megatron ${facts.config.command}`, overridden: false },
  ];
  const words = argv[0]?.value === facts.config.command ? argv.slice(1) : argv;
  for (const flag of groups(words)) {
    const [first] = flag;
    if (!first) continue;
    const places = [...new Set(flag.map(({ from }) => place(from)))].join(', ');
    rows.push({
      text: pad(`    ${flag.map(({ value }) => shown(value)).join(' ')}`, places),
      overridden: first.overridden === true,
    });
  }
  return rows;
}

const pad = (text: string, origin: string): string => `${text.padEnd(64)}  # ${origin}`;

/** A flag with the values behind it. */
function groups(words: readonly ResolvedWord[]): ResolvedWord[][] {
  const rows: ResolvedWord[][] = [];
  for (const word of words) {
    if (rows.length === 0 || word.value?.startsWith('--')) rows.push([word]);
    else rows.at(-1)?.push(word);
  }
  return rows;
}

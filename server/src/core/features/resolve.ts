import type { Catalog } from '../catalog/types';
import { argvOf } from '../config/argv';
import type { Config, Entry, Span } from '../config/config';
import { isInJoined, toUntaggedSpan } from '../config/joinConfigs';
import { isCommandLine, variablesOf } from '../config/lookup';
import type { Document } from '../document/document';
import { getFacts } from '../document/facts';
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
export interface ResolvedCommand {
  argv: ResolvedWord[];
  env: ResolvedVariable[];
}

/** Every word with its origin. A config file alone has no sub-command: its words begin with the first flag. */
export function resolveCommand(catalog: Catalog, document: Document, config: Config): ResolvedCommand {
  const facts = getFacts(catalog, document, config);
  const run = facts.config;
  const joinedName = document.joins.get(config)?.other.name;
  const overriddenSet = findOverridden(facts);
  const argv = argvOf(run).map(
    ({ value, span, from, entry }): ResolvedWord => ({
      value,
      from: originOf(from?.span ?? span, joinedName, from?.variable),
      ...(entry && overriddenSet.has(entry) && { overridden: true }),
    }),
  );
  const command = isCommandLine(config) ? [{ value: run.command, from: originOf(config.head, joinedName) }] : [];
  const effectiveVariables = new Map(variablesOf(run).map((entry) => [entry.name, entry]));
  const env = [...(run.lateVariables ?? []), ...variablesOf(run)].map(
    (entry): ResolvedVariable => ({
      name: entry.name,
      value: entry.values[0]?.value ?? null,
      from: originOf(entry.fullSpan, joinedName),
      ...(effectiveVariables.get(entry.name) !== entry && { overridden: true }),
    }),
  );
  return { argv: [...command, ...argv], env };
}

const originOf = (span: Span, joinedName: string | undefined, variable?: string): Origin => ({
  ...(isInJoined(span) && joinedName !== undefined ? { span: toUntaggedSpan(span), in: joinedName } : { span }),
  ...(variable && { variable }),
});

/** The entries whose flag is given again later. */
function findOverridden({ givenFlags: given }: Facts): Set<Entry> {
  const last = new Map(given.flatMap(({ flag, entry }) => (flag ? [[flag.name, entry] as const] : [])));
  return new Set(given.filter(({ flag, entry }) => flag && last.get(flag.name) !== entry).map(({ entry }) => entry));
}

/** One row of the resolved command as a text for people. */
export interface ResolvedRow {
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
): ResolvedRow[] {
  const { argv, env } = resolveCommand(catalog, document, config);
  const facts = getFacts(catalog, document, config);
  const formatOrigin = ({ variable, ...origin }: Origin): string =>
    `${origin.in ?? name}:${lineOf(origin) + 1}${variable ? ` (${variable})` : ''}`;
  const formatValue = (value: string | null): string =>
    value === null ? '<only known when it runs>' : quoteWord(value);
  const rows: ResolvedRow[] = [
    {
      text: `# ${name}: what megatron ${facts.config.command} gets. ${describeRelease(facts.release)}.`,
      overridden: false,
    },
    ...env.map(({ name: variable, value, from, overridden = false }) => ({
      text: alignComment(`${variable}=${formatValue(value)} \\`, formatOrigin(from)),
      overridden,
    })),
    { text: `megatron ${facts.config.command}`, overridden: false },
  ];
  const flagArguments = argv[0]?.value === facts.config.command ? argv.slice(1) : argv;
  for (const flag of groupByFlag(flagArguments)) {
    const [first] = flag;
    if (!first) continue;
    const origins = [...new Set(flag.map(({ from }) => formatOrigin(from)))].join(', ');
    rows.push({
      text: alignComment(`    ${flag.map(({ value }) => formatValue(value)).join(' ')}`, origins),
      overridden: first.overridden === true,
    });
  }
  return rows;
}

const alignComment = (text: string, origin: string): string => `${text.padEnd(64)}  # ${origin}`;

/** A flag with the values behind it. */
function groupByFlag(words: readonly ResolvedWord[]): ResolvedWord[][] {
  const rows: ResolvedWord[][] = [];
  for (const word of words) {
    if (rows.length === 0 || word.value?.startsWith('--')) rows.push([word]);
    else rows.at(-1)?.push(word);
  }
  return rows;
}

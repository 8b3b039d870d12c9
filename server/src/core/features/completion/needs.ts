import type { Entry } from '../../config/config';
import { containsOffset, isTraining, toFlagName } from '../../config/lookup';
import type { Document } from '../../document/document';
import type { Facts } from '../../facts/facts';
import { ESSENTIAL_FLAGS } from '../../lint/condition';
import type { Finding } from '../../lint/rule';
import type { Cursor } from '../../syntax/syntax';
import { findLatestFindings } from '../latestFindings';
import type { CompletionContext } from './context';
import type { FlagTable } from './flagTable';

/**
 * The flags that a command needs next, derived from its findings: those that fix an error, those that are missing, and
 * those that a finding recommends next to a flag that is present.
 */
export interface Need {
  kind: 'fix' | 'required' | 'companion';
  /** Position among all needs, most urgent first. */
  position: number;
  /** The reason in a few words, from the longest to the shortest form. */
  notes: readonly string[];
}

const KINDS: readonly Need['kind'][] = ['fix', 'required', 'companion'];

/** Lists the needs of a command by flag. `isAbsent` says whether a flag can still be added. */
export function listNeeds(
  { catalog, lint, table }: Pick<CompletionContext, 'catalog' | 'lint' | 'table'>,
  document: Document,
  cursor: Cursor,
  facts: Facts,
  isAbsent: (name: string) => boolean,
): Map<string, Need> {
  const found: (Omit<Need, 'position'> & { name: string })[] = [];
  const latest = findLatestFindings(catalog, lint, document, cursor.config);
  for (const finding of latest.findings) {
    const placed = latest.flags.find(({ fullSpan }) => containsOffset(fullSpan, finding.span.start));
    // The flag that is being typed is not complete.
    if (cursor.at === 'flag' && cursor.entry && placed && latest.isAt(placed, cursor.entry)) continue;
    // Without dashes, which would make the note longer.
    const by = findPresentFlag(facts, finding, placed, isAbsent);
    for (const name of listAddedFlags(finding).filter(isAbsent)) {
      if (finding.outcome !== 'rejected') {
        if (by !== undefined) found.push({ name, kind: 'companion', notes: [`goes with ${by}`, `with ${by}`] });
      } else if (by === undefined) found.push({ name, kind: 'required', notes: ['required'] });
      else found.push({ name, kind: 'fix', notes: [`needed by ${by}`] });
    }
  }
  for (const name of listMissingEssentials(table, facts, isAbsent))
    found.push({ name, kind: 'required', notes: ['required'] });
  const needs = new Map<string, Need>();
  for (const { name, kind, notes } of KINDS.flatMap((kind) => found.filter((each) => each.kind === kind)))
    if (!needs.has(name)) needs.set(name, { kind, notes, position: needs.size });
  return needs;
}

/** The flags that the fixes of a finding set, then those that its message names. */
function listAddedFlags({ fixes, flags, message }: Finding): string[] {
  const set = fixes.flatMap(({ changes }) => changes.flatMap((change) => (change.op === 'set' ? [change.flag] : [])));
  const named = (message.match(/[a-z]\w+/g) ?? []).filter((word) => flags.includes(word));
  return [...new Set([...set, ...named])];
}

/** The flag that a finding is about: the one that it is placed on, or else the first one that is given. */
function findPresentFlag(
  facts: Facts,
  finding: Finding,
  placed: Entry | undefined,
  isAbsent: (name: string) => boolean,
): string | undefined {
  if (placed)
    return facts.givenFlags.find(({ entry }) => entry.name === placed.name)?.flag?.name ?? toFlagName(placed.name);
  return finding.flags.find((name) => facts.lastByName.has(name) && !isAbsent(name));
}

/** The most common flag of each group of which a training run needs one, where all of the group are absent. */
function listMissingEssentials(
  table: FlagTable,
  { catalog, config, release }: Facts,
  isAbsent: (name: string) => boolean,
): string[] {
  if (!isTraining(config) || config.mayHaveMoreFlags) return [];
  const { command } = config;
  const { forms } = catalog.view(release.version, command);
  return ESSENTIAL_FLAGS.flatMap((names) => {
    const known = names.filter((name) => forms.has(name));
    const usesOf = (name: string): number => table.find(catalog, release.version, command, name)?.uses ?? 0;
    const byUse = known.toSorted((a, b) => usesOf(b) - usesOf(a));
    return known.every(isAbsent) ? byUse.slice(0, 1) : [];
  });
}

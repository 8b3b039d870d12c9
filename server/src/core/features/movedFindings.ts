import type { Config, Entry, Span } from '../config/config';
import type { Change, Fix } from '../config/edit';
import { isInJoined } from '../config/joinConfigs';
import { describeLazily } from '../config/lazyProperty';
import { mapEntrySpans } from '../config/mapSpans';
import type { RunPlace } from '../document/document';
import type { Finding } from '../lint/rule';

// The findings of a run for the same run at another place: most runs of a script only move when it is edited.

/** Returns the place of a run, to which its findings belong. */
export const placeOf = (run: Config): RunPlace => ({ span: run.fullSpan, entries: listEntries(run) });

const listEntries = ({ flags, variables, lateVariables = [] }: Config): Entry[] => [
  ...flags,
  ...variables,
  ...lateVariables,
];

/** Returns the findings of a run at its present place. Fixes are moved when they are first asked for: few ever are. */
export function moveFindings(findings: readonly Finding[], from: RunPlace, to: Config): readonly Finding[] {
  const { start, end } = from.span;
  const distance = to.fullSpan.start - start;
  const moveSpan = (span: Span): Span =>
    span.source === undefined && start <= span.start && span.end <= end
      ? { ...span, start: span.start + distance, end: span.end + distance }
      : span;
  const movePart = <Part extends { span: Span; in?: string }>(part: Part): Part =>
    part.in === undefined ? { ...part, span: moveSpan(part.span) } : part;
  let moved: ReadonlyMap<Entry, Entry | undefined> | undefined;
  const moveEntry = (entry: Entry): Entry => {
    moved ??= pairEntries(from.entries, listEntries(to));
    return moved.get(entry) ?? mapEntrySpans(entry, moveSpan);
  };
  const moveChange = (change: Change): Change => {
    if (change.op === 'text') return { ...change, span: moveSpan(change.span) };
    return !('entry' in change) || isInJoined(change.entry.key)
      ? change
      : { ...change, entry: moveEntry(change.entry) };
  };
  const moveFix = (fix: Fix): Fix => ({ ...fix, changes: fix.changes.map(moveChange) });
  return findings.map((finding) => {
    if (isElsewhere(finding)) return finding;
    const { related, fixes } = finding;
    const result = { ...movePart(finding), related: related.length === 0 ? related : related.map(movePart) };
    return fixes.length === 0
      ? result
      : Object.defineProperty(
          result,
          'fixes',
          describeLazily(() => fixes.map(moveFix)),
        );
  });
}

const pairEntries = (from: readonly Entry[], to: readonly Entry[]): Map<Entry, Entry | undefined> =>
  new Map(from.map((entry, index) => [entry, to[index]]));

/** Whether a finding and its fixes are in the config file that equal commands name, so that they share it. */
const isElsewhere = ({ in: name, related, fixes }: Finding): boolean =>
  name !== undefined &&
  related.every((part) => part.in !== undefined) &&
  fixes.every(({ changes }) => changes.every((change) => 'entry' in change && isInJoined(change.entry.key)));

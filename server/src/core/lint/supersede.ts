import type { Span } from '../config/config';
import { firstFrom, reachOf } from '../config/spanIndex';
import type { Finding } from './rule';

/** The rules that each rule speaks instead of, by the id of the one that explains more. */
type InsteadOf = ReadonlyMap<string, readonly string[]>;

/** Drops the general finding where a rule that explains more found something at the same place, or around it. */
export function withoutReplaced(insteadOf: InsteadOf, findings: Finding[]): Finding[] {
  const better = new Map<string, Span[]>();
  for (const { rule, span } of findings) {
    for (const replaced of insteadOf.get(rule) ?? []) {
      const spans = better.get(replaced) ?? [];
      spans.push(span);
      better.set(replaced, spans);
    }
  }
  if (better.size === 0) return findings;
  const covers = new Map([...better].map(([rule, spans]) => [rule, coverOf(spans)]));
  return findings.filter(({ rule, span }) => covers.get(rule)?.(span) !== true);
}

/** Whether one of the spans begins where another does, or holds it. A text may have as many mistakes as words. */
function coverOf(spans: readonly Span[]): (inner: Span) => boolean {
  const sorted = spans.toSorted((a, b) => a.start - b.start);
  const reach = reachOf(sorted);
  return ({ start, end }) => {
    const at = firstFrom(sorted, (span) => span.start < start);
    return sorted[at]?.start === start || (reach[at - 1] ?? -1) >= end;
  };
}

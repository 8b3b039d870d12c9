import type { Span } from '../config/config';
import { isInJoined } from '../config/joinConfigs';
import { lowerBound, maxEndsOf } from '../config/spanIndex';
import type { Finding } from './rule';

/** The rules that each rule supersedes, by the id of the rule that explains more. */
type SupersededRules = ReadonlyMap<string, readonly string[]>;

/** Drops a general finding if a rule that explains more has a finding at the same position or around it. */
export function dropSuperseded(supersededRules: SupersededRules, findings: Finding[]): Finding[] {
  const supersedingSpans = new Map<string, Span[]>();
  for (const { rule, span } of findings) {
    for (const superseded of supersededRules.get(rule) ?? []) {
      const spans = supersedingSpans.get(superseded) ?? [];
      spans.push(span);
      supersedingSpans.set(superseded, spans);
    }
  }
  if (supersedingSpans.size === 0) return findings;
  const covers = new Map([...supersedingSpans].map(([rule, spans]) => [rule, createCoverTest(spans)]));
  return findings.filter(({ rule, span }) => covers.get(rule)?.(span) !== true);
}

/** Returns a test of whether one of the spans starts where another does, or contains it, in the same text. */
function createCoverTest(spans: readonly Span[]): (inner: Span) => boolean {
  const coversOwn = createTextCoverTest(spans.filter((span) => !isInJoined(span)));
  const coversJoined = createTextCoverTest(spans.filter(isInJoined));
  return (inner) => (isInJoined(inner) ? coversJoined(inner) : coversOwn(inner));
}

/** Returns the test for spans of one text. The spans are sorted, since a text may have very many findings. */
function createTextCoverTest(spans: readonly Span[]): (inner: Span) => boolean {
  const sorted = spans.toSorted((a, b) => a.start - b.start);
  const reach = maxEndsOf(sorted);
  return ({ start, end }) => {
    const index = lowerBound(sorted, (span) => span.start < start);
    return sorted[index]?.start === start || (reach[index - 1] ?? -1) >= end;
  };
}

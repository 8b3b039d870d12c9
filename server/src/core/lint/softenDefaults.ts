import { memoize } from '../catalog/memoize';
import { hideDefaults, listDefaultNames, listOtherSizes } from '../facts/assumedDefaults';
import type { Facts } from '../facts/facts';
import { describeElsewhere } from '../facts/platformVariables';
import type { Finding } from './rule';

/** Checks one rule again for a changed run. */
type LocateRule = (rule: string, facts: Facts) => readonly Pick<Finding, 'span'>[];

/**
 * Softens findings that rest on defaults which the caller may override: an error becomes a warning, and its message says
 * what it depends on. A finding does not change if it is found without the defaults too, or at every other size of the run.
 */
export function softenDefaults(findings: Finding[], facts: Facts, locate: LocateRule): Finding[] {
  const isSoftened = ({ severity }: Finding): boolean => severity !== 'hint';
  if (!findings.some(isSoftened)) return findings;
  const names = listDefaultNames(facts);
  if (names.length === 0) return findings;
  const finderIn = (run: Facts): Finder => {
    const startsOf = memoize((rule: string) => new Set(locate(rule, run).map(keyOfSpan)));
    return (finding) => startsOf(finding.rule).has(keyOfSpan(finding));
  };
  const findWithout = memoize((name: string) => finderIn(hideDefaults(facts, new Set(name === '' ? names : [name]))));
  const findersOfSizes = memoize((reasons: string) => {
    const sizes = listOtherSizes(facts, new Set(reasons.split('\n')));
    return sizes && replay(mapLazily(sizes, finderIn));
  });
  return findings.map((finding) => {
    if (!isSoftened(finding) || findWithout('')(finding)) return finding;
    const causes = names.filter((name) => !findWithout(name)(finding));
    const reasons = causes.length > 0 ? causes : names;
    const finders = findersOfSizes(reasons.join('\n'));
    return finders && isFoundByAll(finders(), finding) ? finding : softenFinding(finding, reasons);
  });
}

/** Whether a finding is there in one variant of a run. */
type Finder = (finding: Finding) => boolean;

function isFoundByAll(finders: Iterable<Finder>, finding: Finding): boolean {
  let count = 0;
  for (const isFound of finders) {
    if (!isFound(finding)) return false;
    count++;
  }
  return count > 0;
}

function* mapLazily<Item, Result>(items: Iterable<Item>, map: (item: Item) => Result): Generator<Result> {
  for (const item of items) yield map(item);
}

/** Lets a sequence be walked through again and again, while each of its items is computed once, when it is first needed. */
function replay<Item>(items: Iterator<Item>): () => Generator<Item> {
  const computed: IteratorResult<Item>[] = [];
  return function* () {
    for (let index = 0; ; index++) {
      const next = computed[index] ?? items.next();
      computed[index] = next;
      if (next.done) return;
      yield next.value;
    }
  };
}

const keyOfSpan = ({ span }: Pick<Finding, 'span'>): string => `${span.start} ${span.source ?? ''}`;

const softenFinding = (finding: Finding, names: readonly string[]): Finding => ({
  ...finding,
  ...(finding.severity === 'error' && { severity: 'warning' as const, outcome: 'risky' as const }),
  // Some messages already say so themselves.
  message: /\bunless\b/.test(finding.message)
    ? finding.message
    : `${finding.message} This holds unless ${describeElsewhere(names)}.`,
});

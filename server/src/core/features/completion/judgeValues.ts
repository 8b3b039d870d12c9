import { changeFacts, type Facts } from '../../facts/facts';
import { createReadTest } from '../../facts/reads';
import type { Linter } from '../../lint/linter';
import type { LintMemory } from '../../lint/lintMemory';
import type { Finding } from '../../lint/rule';
import { listReadsOfFlags } from '../reuseFindings';

/**
 * Judges values that could be written by the rules of the run, within a budget: an answer while typing must take
 * milliseconds.
 */

/** Work of one answer: flags of the run times values. Linting a run of 40 flags takes a fraction of a millisecond. */
const MAX_WORK = 500;
/** Work that each value takes besides the flags of its run. */
const VALUE_WORK = 15;
/** Values that are judged at least, or none are. */
const MIN_COUNT = 4;

/**
 * Returns why each value breaks a rule here. Values without an entry are valid, or were not judged. `known` are the answers
 * of the rules about the run as it is, if there are any.
 */
export function judgeValues(
  lint: Linter,
  facts: Facts,
  name: string,
  values: readonly string[],
  known?: LintMemory,
): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  const maxCount = Math.floor(MAX_WORK / (VALUE_WORK + facts.config.flags.length));
  // Judging one value of many would only change their order.
  if (maxCount < MIN_COUNT) return reasons;
  const written = facts.lastByName.get(name)?.entry.name;
  // From one value to the next, only rules that read the flag may answer differently.
  const names = written && listReadsOfFlags([name, written], facts.config, facts.context);
  const memory = known ?? (values.length > 1 ? lint.remember(facts) : undefined);
  const earlier = names && memory ? { memory, change: { ...IN_PLACE, isRead: createReadTest(names) } } : undefined;
  for (const value of values.slice(0, maxCount)) {
    const changed = changeFacts(facts, name, value);
    const isBroken = (finding: Finding): boolean => isBrokenBy(changed, name, finding);
    const finding = lint.lintTrial(changed, earlier, isBroken).find(isBroken);
    if (finding) reasons.set(value, finding.message);
  }
  return reasons;
}

/** A change of the value of a flag, after which everything else is where it was. */
const IN_PLACE = { areNamesKept: true, older: new Map(), moveFindings: (findings: readonly Finding[]) => findings };

/**
 * Whether a finding shows that the value itself is wrong here: it names the flag, and adding flags does not fix it. A
 * value that only needs another flag is not wrong.
 */
function isBrokenBy({ lastByName }: Facts, name: string, finding: Finding): boolean {
  if (finding.outcome !== 'rejected' || finding.severity !== 'error' || !finding.flags.includes(name)) return false;
  return !finding.fixes.some(({ changes }) =>
    changes.every((change) => change.op === 'set' && !lastByName.has(change.flag)),
  );
}

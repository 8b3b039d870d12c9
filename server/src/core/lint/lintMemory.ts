import type { ReleaseSet } from '../catalog/releaseSets';
import type { Entry } from '../config/config';
import type { Facts } from '../facts/facts';
import { createReadTracker, type Reads, type ReadTracker } from '../facts/reads';
import type { Finding, LintRule, Outcome } from './rule';

// The rules are asked again only about what has changed: an answer holds as long as nothing that it was computed from has.

/** The answers of the rules about one version of a run. */
export interface LintMemory {
  /** The facts that flags decide besides their values. */
  basis: Basis;
  tracker: ReadTracker;
  answers: Map<Question, Answer>;
  /** The flags in which rules that look at each flag on its own found something. */
  entries: Map<Finding, Entry>;
  /** Conclusions about the releases in which a finding holds. */
  verdicts: Map<Finding, KeptVerdict>;
}

/** The releases in which an error holds, and an outcome that is true in all of them: not every one may reject the run. */
export interface Verdict {
  holding: ReleaseSet;
  outcome: Outcome;
}

/** A rule is asked about a run, and all rules that look at each flag on its own are asked about an entry. */
export type Question = LintRule | Entry;

interface Answer {
  findings: readonly Finding[];
  reads: Reads;
}

export interface KeptVerdict {
  verdict: Verdict;
  reads: Reads;
}

/** The difference between two versions of a run, of which everything but some flags is the same. */
export interface RunChange {
  /** Whether one of the reads has another result now. */
  isRead: (reads: Reads) => boolean;
  /** Only values have changed. Which flag a name means in another release can depend on all names. */
  areNamesKept: boolean;
  /** The entries of the version before, by the same entries as they are now. */
  older: ReadonlyMap<Question, Entry>;
  /** Returns findings about unchanged flags, with the positions of the new version; undefined if one has none. */
  moveFindings: (findings: readonly Finding[]) => readonly Finding[] | undefined;
}

/** The memory of the version before, and what has changed since then. */
export interface EarlierLint {
  memory: LintMemory;
  change: RunChange;
}

type Basis = Pick<Facts, 'worldSize' | 'sizeDefaults' | 'flagsUnderOtherNames'>;

export const createLintMemory = ({ worldSize, sizeDefaults, flagsUnderOtherNames }: Facts): LintMemory => ({
  basis: { worldSize, sizeDefaults, flagsUnderOtherNames },
  tracker: createReadTracker(),
  answers: new Map(),
  entries: new Map(),
  verdicts: new Map(),
});

/** Returns the memory of the version before if the flags that changed decide nothing but their own values. */
export const selectEarlier = (earlier: EarlierLint | undefined, { basis }: LintMemory): EarlierLint | undefined =>
  earlier && printBasis(earlier.memory.basis) === printBasis(basis) ? earlier : undefined;

const printBasis = ({ worldSize, sizeDefaults, flagsUnderOtherNames }: Basis): string =>
  JSON.stringify([worldSize, sizeDefaults, [...flagsUnderOtherNames]]);

/** Asks rules, unless their answer about the version before still holds. */
export function askAgain(
  question: Question,
  ask: () => readonly Finding[],
  memory: LintMemory,
  earlier: EarlierLint | undefined,
): readonly Finding[] {
  const kept = keepAnswer(question, memory, earlier);
  if (kept) return kept;
  const { result: findings, reads } = memory.tracker.track(ask);
  memory.answers.set(question, { findings, reads });
  return findings;
}

/** Returns the answer about the version before if it still holds. */
function findAnswer(question: Question, { memory: { answers }, change }: EarlierLint): Answer | undefined {
  const before = answers.get(change.older.get(question) ?? question);
  return before && !change.isRead(before.reads) ? before : undefined;
}

/** Returns the findings about the version before if they still hold, with the positions of the new version. */
export function findKept(question: Question, earlier: EarlierLint): readonly Finding[] | undefined {
  const before = findAnswer(question, earlier);
  return before && earlier.change.moveFindings(before.findings);
}

/** Keeps the answer about the version before if it still holds, and returns its findings. */
export function keepAnswer(
  question: Question,
  memory: LintMemory,
  earlier: EarlierLint | undefined,
): readonly Finding[] | undefined {
  const before = earlier && findAnswer(question, earlier);
  if (!before) return undefined;
  const { change } = earlier;
  if (before.findings.length === 0) {
    memory.answers.set(question, before);
    return before.findings;
  }
  const findings = change.moveFindings(before.findings);
  if (!findings) return undefined;
  memory.answers.set(question, { findings, reads: before.reads });
  if (!change.areNamesKept) return findings;
  for (const [index, finding] of findings.entries()) {
    const older = before.findings[index];
    const known = older && earlier.memory.verdicts.get(older);
    if (known && !change.isRead(known.reads)) memory.verdicts.set(finding, known);
  }
  return findings;
}

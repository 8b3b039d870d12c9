import type { Service } from '../../server/src/core/service';
import { type Case, type CheckedCase, checkCase, dependsOnMachine } from '../../test/support/verdicts';

/** The verdict of the real code on a case; `unknown` if this machine may be the cause of the end. */
export type Verdict = Omit<Case, 'verdict'> & { verdict: Case['verdict'] | 'unknown'; site?: string };

/** Our findings beside the verdicts of the real code, without cases whose result depends on the machine. */
export function checkVerdicts(
  service: Service,
  release: string,
  models: string,
  verdicts: readonly Verdict[],
): CheckedCase[] {
  return verdicts
    .filter((each): each is Verdict & Case => each.verdict !== 'unknown' && !dependsOnMachine(each as Case))
    .map((each) => checkCase(service, release, models, each));
}

/** The rejected command lines after our first fix, with the ids of their cases, and the number of those without a fix. */
export function listRepairs(checked: readonly CheckedCase[]): { cases: Case[]; withoutFix: number } {
  const explained = checked.filter((each) => each.case.verdict === 'reject' && each.namesCause);
  const cases = explained.flatMap((each): Case[] => {
    const repaired = each.repaired();
    return repaired ? [{ ...each.case, ...repaired }] : [];
  });
  return { cases, withoutFix: explained.length - cases.length };
}

/** One row of the comparison: a phase, or all of them. */
export interface PhaseResult {
  phase: string;
  /** Accepted command lines, and those among them with an error of ours. */
  accepted: number;
  wrongErrors: CheckedCase[];
  /** Accepted command lines with a finding about a later failure, which may be right. */
  later: number;
  rejected: number;
  /** Rejects without an error of ours that names the cause. */
  missed: CheckedCase[];
  /** Rejects that our first fix repairs, those in which the real code finds a further fault, and the rest. */
  survived: number;
  failed: Verdict[];
}

/** Compares by phase. `repairs` are the verdicts on the repaired command lines. */
export function comparePhases(checked: readonly CheckedCase[], repairs: readonly Verdict[]): PhaseResult[] {
  const phases = [...Map.groupBy(checked, (each) => each.case.phase)].map(([phase, all]) =>
    comparePhase(phase, all, repairs),
  );
  return phases.sort((a, b) => b.accepted + b.rejected - a.accepted - a.rejected);
}

function comparePhase(phase: string, all: readonly CheckedCase[], repairs: readonly Verdict[]): PhaseResult {
  const accepted = all.filter((each) => each.case.verdict === 'accept');
  const rejected = all.filter((each) => each.case.verdict === 'reject');
  const ids = new Set(rejected.map((each) => each.case.id));
  const repaired = repairs.filter(({ id, verdict }) => ids.has(id) && verdict !== 'unknown');
  return {
    phase,
    accepted: accepted.length,
    wrongErrors: accepted.filter((each) => each.rejected.length > 0),
    later: accepted.filter((each) => each.later.length > 0).length,
    rejected: rejected.length,
    missed: rejected.filter((each) => !each.namesCause),
    survived: repaired.filter(({ verdict }) => verdict === 'accept').length,
    failed: repaired.filter(({ verdict }) => verdict === 'reject'),
  };
}

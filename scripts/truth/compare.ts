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
}

/** Compares by phase. */
export function comparePhases(checked: readonly CheckedCase[]): PhaseResult[] {
  const phases = [...Map.groupBy(checked, (each) => each.case.phase)].map(([phase, all]) => comparePhase(phase, all));
  return phases.sort((a, b) => b.accepted + b.rejected - a.accepted - a.rejected);
}

function comparePhase(phase: string, all: readonly CheckedCase[]): PhaseResult {
  const accepted = all.filter((each) => each.case.verdict === 'accept');
  const rejected = all.filter((each) => each.case.verdict === 'reject');
  return {
    phase,
    accepted: accepted.length,
    wrongErrors: accepted.filter((each) => each.rejected.length > 0),
    later: accepted.filter((each) => each.later.length > 0).length,
    rejected: rejected.length,
    missed: rejected.filter((each) => !each.namesCause),
  };
}

import type { Config } from '../../config/config';
import type { Change, Fix } from '../../config/edit';
import { findFlag, findVariable } from '../../config/lookup';
import type { Finding } from '../../lint/rule';
import { isLossy } from './lossyFixes';
import { type Attempt, attemptChanges, configIn, namesOf, type Trial } from './trial';

/** Further fixes that one fix may bring along. */
const MAX_FOLLOW_UPS = 2;

/** Fixes of a finding that are tried as a follow-up. */
const MAX_CANDIDATES = 2;

/** A fix together with those of the findings that it leads to. */
export interface CompleteFix {
  title: string;
  safe: boolean;
  attempt: Attempt;
}

/**
 * Adds the fixes of the findings that a fix leads to, until none of these is left. Returns undefined where they have no fix
 * that keeps to other flags, so that the first fix is not undone, or only one that rewrites a value for less than an
 * error. `isHidden` tells which rules the fix does not concern.
 */
export function addFollowUps(
  trial: Trial,
  first: CompleteFix,
  isHidden: (rule: string) => boolean,
): CompleteFix | undefined {
  const listCaused = ({ introduced }: Attempt): Finding[] => introduced.filter(({ rule }) => !isHidden(rule));
  let complete = first;
  for (let step = 0; step <= MAX_FOLLOW_UPS; step++) {
    const caused = listCaused(complete.attempt);
    const [finding] = caused;
    if (!finding) return complete;
    const next =
      step < MAX_FOLLOW_UPS &&
      findFollowUp(trial, complete, finding, (attempt) => listCaused(attempt).length < caused.length);
    if (!next) return undefined;
    complete = next;
  }
  return undefined;
}

/** Finds the first fix of a finding that helps, after a fix that has led to it. */
function findFollowUp(
  trial: Trial,
  { title, safe, attempt }: CompleteFix,
  finding: Finding,
  helps: (attempt: Attempt) => boolean,
): CompleteFix | undefined {
  const config = configIn(trial, attempt);
  if (!config) return undefined;
  const isAllowed = (change: Change): boolean => {
    const names = namesOf(change);
    const isOther = names.length > 0 && !names.some((name) => attempt.changedNames.includes(name));
    return isOther && (finding.severity === 'error' || !rewrites(change, config));
  };
  const fixes = finding.fixes
    .filter((fix) => fix.changes.every(isAllowed) && !isLossy(fix, config))
    .slice(0, MAX_CANDIDATES);
  for (const fix of fixes) {
    const next = attemptChanges(trial, attempt, fix.changes);
    if (next?.isFixed && !next.harmsOthers && helps(next)) {
      const fullTitle = `${title}, and ${titleOfFollowUp(fix, finding)}`;
      return { title: fullTitle, safe: safe && fix.safe, attempt: next };
    }
  }
  return undefined;
}

/** Whether a change replaces a value that the user wrote. */
const rewrites = (change: Change, config: Config): boolean =>
  change.op === 'write' ||
  change.op === 'rename' ||
  (change.op === 'set' && findFlag(config, change.flag) !== undefined) ||
  (change.op === 'setEnv' && findVariable(config, change.name) !== undefined);

/** The title of a fix as part of a sentence, with the flag that it changes. */
function titleOfFollowUp({ title }: Fix, { flags: [flag] }: Finding): string {
  const named = flag !== undefined ? title.replace(/^Change to /, `Change ${flag} to `) : title;
  return named.slice(0, 1).toLowerCase() + named.slice(1);
}

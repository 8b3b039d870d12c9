import type { Config, Entry } from '../../config/config';
import type { Change, Fix } from '../../config/edit';
import { containsOffset, entriesOf } from '../../config/lookup';
import type { Finding } from '../../lint/rule';
import { type Attempt, attemptChanges, configIn, type Trial, type TrialState } from './trial';

/** A fix that was tried. */
export interface TriedFix {
  fix: Fix;
  attempt: Attempt;
}

/**
 * Returns a function that lists the findings after a fix which the fault had only hidden. They are independent of the fix,
 * since they appear however the fault is repaired:
 *
 * 1. After a repair of text that is broken as a whole, everything that appears was hidden.
 * 2. A fix that only makes the run read what is written, by repairing text, a name or an export, hid what every other such
 *    fix shows as well.
 * 3. Any other fix hid what also appears without the argument that the finding is about, and after each other fix of the
 *    finding that changes other flags.
 * 4. A run that is rejected has no memory, so that its repair hid what the estimate says of the run.
 *
 * An error counts as hidden in the first case only.
 */
export function createHiddenSearch(
  trial: Trial,
  start: TrialState,
  tried: readonly TriedFix[],
): (each: TriedFix) => readonly Finding[] {
  const config = configIn(trial, start);
  if (!config || trial.finding.isStructural) return ({ attempt }) => attempt.introduced;
  const fixing = tried.filter(({ attempt }) => attempt.isFixed);
  const repairs = fixing.filter(({ fix }) => onlyRepairsText(fix.changes, config));
  let withoutArgument: readonly Attempt[] | undefined;
  return (each) => {
    if (!each.attempt.isFixed) return [];
    const possible = each.attempt.introduced.filter(({ severity }) => severity !== 'error');
    const isAboutMemory = ({ rule }: Finding): boolean =>
      trial.finding.outcome === 'rejected' && rule.startsWith('mem.');
    const [ofMemory, candidates] = [possible.filter(isAboutMemory), possible.filter((other) => !isAboutMemory(other))];
    if (candidates.length === 0) return ofMemory;
    const isRepair = repairs.includes(each);
    if (!isRepair) withoutArgument ??= leaveOut(trial, start, config);
    const others = (isRepair ? repairs : fixing.filter((other) => changesOtherFlags(other, each))).filter(
      (other) => other !== each,
    );
    const alternatives = [...others.map(({ attempt }) => attempt), ...((!isRepair && withoutArgument) || [])].filter(
      ({ edits }) => !isEqual(edits, each.attempt.edits),
    );
    if (alternatives.length === 0 && !isRepair) return ofMemory;
    const appearsAlways = ({ rule }: Finding): boolean =>
      alternatives.every(({ introduced }) => introduced.some((other) => other.rule === rule));
    return [...ofMemory, ...candidates.filter(appearsAlways)];
  };
}

/** Leaves out the argument that a finding is about. Returns nothing where the finding remains. */
function leaveOut(trial: Trial, start: TrialState, config: Config): Attempt[] {
  const { finding } = trial;
  if (finding.in !== undefined) return [];
  const isAbout = ({ fullSpan }: Entry): boolean => containsOffset(fullSpan, finding.span.start);
  const changes = entriesOf(config)
    .filter(isAbout)
    .map((entry): Change => ({ op: 'remove', entry }));
  const attempt = changes.length > 0 ? attemptChanges(trial, start, changes) : undefined;
  return attempt?.isFixed ? [attempt] : [];
}

/** Whether changes only make the run read what is written: text, a name that no other flag has, or an export. */
const onlyRepairsText = (changes: readonly Change[], config: Config): boolean =>
  changes.every(
    (change) =>
      change.op === 'text' ||
      change.op === 'export' ||
      (change.op === 'rename' && !config.flags.some(({ name }) => name === change.to)),
  );

const changesOtherFlags = (a: TriedFix, b: TriedFix): boolean =>
  !isEqual(a.attempt.changedNames.toSorted(), b.attempt.changedNames.toSorted());

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

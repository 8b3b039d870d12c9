import { isInRange } from '../../catalog/release';
import type { Facts } from '../../facts/facts';
import { findGiven } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import { fixRemove, fixSet } from '../../lint/fix';
import type { Found } from '../../lint/rule';

/** The smallest valid value of flags, in some releases and under a condition. */
export interface Minimum {
  flags: readonly string[];
  minimum: number;
  /** The only invalid value, if smaller ones are accepted. */
  rejected?: number;
  releases: string;
  /** The minimum is a usual choice, so that it is offered as a fix; `train_iters 1` would not be. */
  offersMinimum?: true;
  /** Absent: always. */
  when?: (facts: Facts) => boolean;
  /** Advice on a valid value of a flag, for the end of the message. */
  note?: (facts: Facts, flag: string) => string | undefined;
}

/** Flags whose value determines the number of steps. */
const EPOCH_FLAGS = ['max_epochs', 'num_train_epochs'];

/** Returns a finding for each given flag whose value is below its minimum. */
export function reportTooSmall(facts: Facts, row: Minimum): Found[] {
  const { flags, minimum, rejected, releases, when } = row;
  return flags.flatMap((flag): Found[] => {
    const value = givenNumberOf(facts, flag);
    if (value === undefined || (rejected === undefined ? value >= minimum : value !== rejected)) return [];
    if (!isInRange(facts.release.version, releases) || (when && !when(facts))) return [];
    const problem = EPOCH_FLAGS.includes(flag) ? 'results in no train_iters' : 'is not valid';
    const note = row.note?.(facts, flag);
    const message = `${flag} ${value} ${problem}; it must be at least ${minimum}.${note === undefined ? '' : ` ${note}`}`;
    return [reportOutOfRange(facts, flag, message, row.offersMinimum && minimum)];
  });
}

/** Returns the number given for a flag, on the command line or as a Megatron option. */
export function givenNumberOf(facts: Facts, flag: string): number | undefined {
  if (!findGiven(facts, flag) && !facts.extraKwargs?.has(flag)) return undefined;
  const value = flagValue(facts, flag);
  return typeof value === 'number' ? value : undefined;
}

/** Returns a finding with fixes that remove the flag or set it to a valid value, if one is given. */
function reportOutOfRange(facts: Facts, flag: string, message: string, to: number | undefined): Found {
  const entry = findGiven(facts, flag)?.entry;
  return {
    message,
    span: entry?.fullSpan ?? facts.config.head,
    flags: [flag],
    fixes: entry ? [fixRemove(entry, flag), ...(to === undefined ? [] : [fixSet(flag, to)])] : [],
  };
}

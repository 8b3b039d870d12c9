import type { Facts } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';
import { isStrayNumber } from './common';

/** Shared part of the rules on the number of values of a flag, which argparse checks before it parses any value. */
export const argumentCountBase = {
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  source: 'CPython Lib/argparse.py, ArgumentParser._match_argument',
} as const;

/** Returns the flags without any value that need one. */
export function findFlagsWithoutValue(facts: Facts, isWanted: (given: GivenFlag) => boolean): GivenFlag[] {
  return facts.givenFlags.filter((given, index) => {
    const { entry, form, match } = given;
    if (!form || form.bare || match.kind === 'complement' || entry.values.length > 0) return false;
    // A negative number may follow as the intended value, which argparse reads as an option.
    const next = facts.givenFlags[index + 1];
    return !(next && isStrayNumber(next.entry.name)) && isWanted(given);
  });
}

export const isBool = ({ form }: GivenFlag): boolean => form?.type === 'bool';

export const isList = ({ form }: GivenFlag): boolean => form?.list === true;

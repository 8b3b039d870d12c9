import { formOf, hasCommand } from '../catalog/catalog';
import { memoize } from '../catalog/memoize';
import { boundsOfRange, compareReleases } from '../catalog/release';
import { type Counterpart, findCounterpart } from '../catalog/renames';
import type { Flag } from '../catalog/types';
import type { Entry } from '../config/config';
import { toUnderscores } from '../config/lookup';
import type { Facts } from './facts';
import type { GivenFlag } from './givens';

export type ReleaseChange = 'renamed' | 'new' | 'removed';

/** A flag that only other releases have, with its name in this release if it has one. */
export interface OtherReleaseFlag {
  kind: ReleaseChange;
  flag: Flag;
  current: Counterpart | undefined;
}

/** Looks up a name that the release does not have; undefined if no release has it. */
export function findOtherReleaseFlag({ catalog, release, config }: Facts, name: string): OtherReleaseFlag | undefined {
  const flag = catalog.byName.get(toUnderscores(name.replace(/^--?/, '')));
  if (!flag || formOf(flag, release.version, config.command)) return undefined;
  const forms = formsOfCommand(flag, config.command);
  if (forms.length === 0) return undefined;
  const current = findCounterpart(catalog, flag, catalog.view(release.version, config.command).forms);
  if (current) return { kind: 'renamed', flag, current };
  // A flag may be removed in some releases and return later.
  const isLater = forms.some(({ releases }) => compareReleases(boundsOfRange(releases).first, release.version) > 0);
  return { kind: isLater ? 'new' : 'removed', flag, current: undefined };
}

const formsOfCommand = ({ forms }: Flag, command: string) =>
  forms.filter(({ commands }) => (commands ?? ['pt', 'sft', 'rlhf']).some((each) => each === command));

/** Returns the flag of other releases that a run gives; undefined for a flag of its own release and an unknown name. */
export function otherReleaseFlagOf(facts: Facts, { entry, match }: GivenFlag): OtherReleaseFlag | undefined {
  // An old name may also be an ambiguous prefix of new names; that it was renamed explains more.
  const isUnmatched = match.kind === 'unknown' || match.kind === 'ambiguous';
  return isUnmatched ? facts.results.get(facts, createLookup)(entry.name) : undefined;
}

/** Creates the lookup of names in other releases. A run may repeat a name, and several rules ask for it. */
const createLookup = (facts: Facts): ((name: string) => OtherReleaseFlag | undefined) =>
  hasCommand(facts.catalog, facts.release.version, facts.config.command)
    ? memoize((name: string) => findOtherReleaseFlag(facts, name))
    : () => undefined;

/** Returns the flags of a run that only other releases have, each with its entry. */
export const flagsOfOtherReleases = (facts: Facts): { otherFlag: OtherReleaseFlag; entry: Entry }[] =>
  facts.givenFlags.flatMap((given) => {
    const otherFlag = otherReleaseFlagOf(facts, given);
    return otherFlag ? [{ otherFlag, entry: given.entry }] : [];
  });

import { formOf, hasCommand } from '../catalog/catalog';
import { remembered } from '../catalog/memoize';
import { compareReleases } from '../catalog/release';
import { type Counterpart, counterpart } from '../catalog/renames';
import type { Flag } from '../catalog/types';
import { type Entry, underscored } from '../config/config';
import type { Facts } from './facts';

export type Kind = 'renamed' | 'new' | 'removed';

/** A flag that only other releases know, with the other name that it has here where there is one. */
export interface Stranger {
  kind: Kind;
  flag: Flag;
  here: Counterpart | undefined;
}

/** What is known of a name that the release does not know; undefined for one that no release knows. */
export function strangerOf({ catalog, release, config }: Facts, name: string): Stranger | undefined {
  const flag = catalog.byName.get(underscored(name.replace(/^--?/, '')));
  if (!flag || formOf(flag, release.version, config.command)) return undefined;
  const forms = formsFor(flag, config.command);
  if (forms.length === 0) return undefined;
  const here = counterpart(catalog, flag, catalog.view(release.version, config.command).forms);
  if (here) return { kind: 'renamed', flag, here };
  // A flag may be gone for some releases and come back.
  const isLater = forms.some(({ releases }) => compareReleases(releases.split('-')[0] ?? '', release.version) > 0);
  return { kind: isLater ? 'new' : 'removed', flag, here: undefined };
}

const formsFor = ({ forms }: Flag, command: string) =>
  forms.filter(({ commands }) => (commands ?? ['pt', 'sft', 'rlhf']).some((each) => each === command));

/** The flags of a run that its release does not know but another one does, each with its entry. */
export function strangersIn(facts: Facts): { stranger: Stranger; entry: Entry }[] {
  const { catalog, release, config } = facts;
  if (!hasCommand(catalog, release.version, config.command)) return [];
  const known = remembered((name: string) => strangerOf(facts, name));
  return facts.given.flatMap(({ entry, match }) => {
    // An old name may be the beginning of several new ones; what it was says more than that it is ambiguous.
    const isStrange = match.kind === 'unknown' || match.kind === 'ambiguous';
    const stranger = isStrange ? known(entry.name) : undefined;
    return stranger ? [{ stranger, entry }] : [];
  });
}

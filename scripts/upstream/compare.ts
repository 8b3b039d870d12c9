import { hasCommand } from '../../server/src/core/catalog/catalog';
import { isInRange, type Release } from '../../server/src/core/catalog/release';
import type { Catalog, Form } from '../../server/src/core/catalog/types';
import { COMMANDS, type Command } from '../../server/src/core/config/config';
import type { Declared } from './declared';

/** One thing that the catalogue and a release of ms-swift say differently of a flag. */
export interface Difference {
  flag: string;
  aspect: 'exists' | (typeof ASPECTS)[number];
  catalogue: unknown;
  upstream: unknown;
  commands: Command[];
}

/** A difference that is meant, with the reason. */
export interface Explained {
  flag: string;
  aspect: Difference['aspect'];
  releases: string;
  reason: string;
}

const ASPECTS = ['type', 'list', 'choices', 'default', 'nullable', 'bare', 'complement', 'unreadable'] as const;

/** Where the catalogue differs from what a release declares, the same thing for several commands said once. */
export function differences(
  catalog: Catalog,
  release: Release,
  commands: ReadonlyMap<Command, ReadonlyMap<string, Declared>>,
): Difference[] {
  const found = new Map<string, Difference>();
  for (const command of COMMANDS.filter((each) => commands.has(each) || hasCommand(catalog, release, each))) {
    const ours = catalog.view(release, command).forms;
    const theirs = commands.get(command) ?? new Map<string, Declared>();
    for (const flag of new Set([...ours.keys(), ...theirs.keys()])) {
      for (const each of compare(ours.get(flag), theirs.get(flag))) {
        const key = JSON.stringify([flag, each]);
        const known = found.get(key) ?? { flag, ...each, commands: [] };
        known.commands.push(command);
        found.set(key, known);
      }
    }
  }
  return [...found.values()];
}

function compare(ours: Form | undefined, theirs: Declared | undefined): Omit<Difference, 'flag' | 'commands'>[] {
  if (!ours || !theirs) return [{ aspect: 'exists', catalogue: ours !== undefined, upstream: theirs !== undefined }];
  return ASPECTS.filter((aspect) => JSON.stringify(ours[aspect]) !== JSON.stringify(theirs[aspect]))
    .filter((aspect) => aspect !== 'nullable' || ours.type !== 'enum')
    .map((aspect) => ({ aspect, catalogue: ours[aspect], upstream: theirs[aspect] }));
}

/** Splits differences into those that a reason is known for and the others. */
export function explain(found: readonly Difference[], reasons: readonly Explained[], release: Release) {
  const reasonOf = ({ flag, aspect }: Difference): Explained | undefined =>
    reasons.find((each) => each.flag === flag && each.aspect === aspect && isInRange(release, each.releases));
  return {
    explained: found.flatMap((difference) => {
      const reason = reasonOf(difference)?.reason;
      return reason === undefined ? [] : [{ difference, reason }];
    }),
    unexplained: found.filter((difference) => !reasonOf(difference)),
  };
}

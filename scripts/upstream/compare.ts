import type { Declaration } from '../../server/src/core/catalog/argumentTree';
import { hasCommand } from '../../server/src/core/catalog/catalog';
import { isInRange, type Release } from '../../server/src/core/catalog/release';
import type { Catalog, Form } from '../../server/src/core/catalog/types';
import { COMMANDS, type Command } from '../../server/src/core/config/config';

/** A difference between the catalog and a release of ms-swift in one aspect of a flag. */
export interface Difference {
  flag: string;
  aspect: 'exists' | (typeof ASPECTS)[number];
  catalog: unknown;
  upstream: unknown;
  commands: Command[];
}

/** A reason for an intended difference. */
export interface Explanation {
  flag: string;
  aspect: Difference['aspect'];
  releases: string;
  reason: string;
}

const ASPECTS = ['type', 'list', 'choices', 'default', 'nullable', 'bare', 'complement', 'unreadable'] as const;

/** Finds the differences between the catalog and the declarations of a release. Commands with the same one are merged. */
export function findDifferences(
  catalog: Catalog,
  release: Release,
  commands: ReadonlyMap<Command, ReadonlyMap<string, Declaration>>,
): Difference[] {
  const found = new Map<string, Difference>();
  for (const command of COMMANDS.filter((name) => commands.has(name) || hasCommand(catalog, release, name))) {
    const ours = catalog.view(release, command).forms;
    const theirs = commands.get(command) ?? new Map<string, Declaration>();
    for (const flag of new Set([...ours.keys(), ...theirs.keys()])) {
      for (const difference of compareForms(ours.get(flag), theirs.get(flag))) {
        const key = JSON.stringify([flag, difference]);
        const known = found.get(key) ?? { flag, ...difference, commands: [] };
        known.commands.push(command);
        found.set(key, known);
      }
    }
  }
  return [...found.values()];
}

function compareForms(
  ours: Form | undefined,
  theirs: Declaration | undefined,
): Omit<Difference, 'flag' | 'commands'>[] {
  if (!ours || !theirs) return [{ aspect: 'exists', catalog: ours !== undefined, upstream: theirs !== undefined }];
  return ASPECTS.filter((aspect) => JSON.stringify(ours[aspect]) !== JSON.stringify(theirs[aspect]))
    .filter((aspect) => aspect !== 'nullable' || ours.type !== 'enum')
    .map((aspect) => ({ aspect, catalog: ours[aspect], upstream: theirs[aspect] }));
}

/** Splits differences into those with a known reason and the others. */
export function splitExplained(found: readonly Difference[], reasons: readonly Explanation[], release: Release) {
  const reasonOf = ({ flag, aspect }: Difference): Explanation | undefined =>
    reasons.find((reason) => reason.flag === flag && reason.aspect === aspect && isInRange(release, reason.releases));
  return {
    explained: found.flatMap((difference) => {
      const reason = reasonOf(difference)?.reason;
      return reason === undefined ? [] : [{ difference, reason }];
    }),
    unexplained: found.filter((difference) => !reasonOf(difference)),
  };
}

import type { Release } from '../../server/src/core/catalog/release';
import { findDeclaration } from '../../server/src/core/catalog/texts';
import { COMMANDS, type Command } from '../../server/src/core/config/config';
import type { Upstream } from './tree';

/** The places of the declarations of each flag, as schemas/declarations.json holds them. */
export type Declarations = Readonly<Record<string, string>>;

/** The commands in the order in which their classes count, since several may declare a flag: sft overrides the fewest. */
const ORDER: readonly Command[] = ['sft', ...COMMANDS.filter((command) => command !== 'sft')];

/** Adds the places in a release, which is newer than those that are listed. */
export function updateDeclarations(known: Declarations, { fields }: Upstream, release: Release): Declarations {
  const updated = new Map(Object.entries(known));
  const added = new Set<string>();
  for (const command of ORDER) {
    for (const { name, path, line } of fields.get(command)?.values() ?? []) {
      if (name.startsWith('_') || added.has(name)) continue;
      added.add(name);
      const places = updated.get(name);
      const last = places === undefined ? undefined : findDeclaration(places, release);
      if (last?.path === path && last.line === line) continue;
      const moved = last?.path === path ? line - last.line : undefined;
      const place = moved === undefined ? `${path}:${line}` : moved > 0 ? `+${moved}` : String(moved);
      updated.set(name, [...(places === undefined ? [] : [places]), release, place].join(' '));
    }
  }
  return Object.fromEntries([...updated].sort(([a], [b]) => (a < b ? -1 : 1)));
}

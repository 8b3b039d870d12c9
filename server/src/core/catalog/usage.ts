import type { Command } from '../config/config';
import type { Catalog, Flag } from './types';

/** The commands of the counts in `schemas/usage.json`, in their order. */
export const COUNTED_COMMANDS: readonly Command[] = ['pt', 'sft', 'rlhf', 'export'];

/**
 * Returns the number of public scripts with a command that use a flag. Scripts of other releases count for a flag that
 * was renamed without another meaning.
 */
export function countUses({ docs, byName, formerNames, reference }: Catalog, name: string, command: Command): number {
  const column = COUNTED_COMMANDS.indexOf(command === 'swift export' ? 'export' : command);
  const later = byName.get(name)?.renamed;
  const names = [name, ...(formerNames.get(name) ?? []), ...(later && later.value !== 'other' ? [later.to] : [])];
  return names.reduce((sum, each) => sum + Number(docs.flag(each, reference).uses?.split(' ')[column] ?? 0), 0);
}

/** Collects the earlier names of flags that kept their meaning. */
export function collectFormerNames(flags: readonly Flag[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const { name, renamed } of flags)
    if (renamed && renamed.value !== 'other') names.set(renamed.to, [...(names.get(renamed.to) ?? []), name]);
  return names;
}

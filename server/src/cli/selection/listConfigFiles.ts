import { join } from 'node:path';
import type { Service } from '../../core/service';
import { searchAround, toReadError } from '../files';
import { addRulesOf, type IgnoreRules, isIgnored, readRulesAbove } from './ignoreRules';

/**
 * Lists all shell scripts and config files below a folder in a stable order, except in hidden folders, in node_modules
 * and where Git ignores them.
 */
export function listConfigFiles(
  service: Service,
  folder: string,
  isExcluded: (path: string) => boolean = () => false,
): string[] {
  const search = searchAround(folder);
  const list = (parent: string, rulesAbove: IgnoreRules): string[] => {
    const entries = search.readFolder(parent);
    if (typeof entries === 'string') throw toReadError(parent, entries);
    const rules = addRulesOf(search, parent, rulesAbove);
    return entries.flatMap(({ name, kind }) => {
      if (name.startsWith('.') || name === 'node_modules') return [];
      const path = join(parent, name);
      if (kind === 'folder') return isIgnored(rules, path, true) || isExcluded(`${path}/`) ? [] : list(path, rules);
      const syntax = kind === 'file' ? service.findSyntax(undefined, name) : undefined;
      const isWanted = syntax && !syntax.onlyWhenNamed && !isIgnored(rules, path, false) && !isExcluded(path);
      return isWanted ? [path] : [];
    });
  };
  return list(folder, readRulesAbove(search, folder));
}

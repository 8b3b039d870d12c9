import { join } from 'node:path';
import type { Service } from '../../core/service';
import type { Search } from '../../host/fileReader';
import { searchAround, toReadError } from '../files';
import { type Project, settingsOf } from '../projectSettings';
import type { ReadError } from '../usageError';
import { addRulesOf, type IgnoreRules, isIgnored, readRulesAbove } from './ignoreRules';

/** The way to search a folder. */
interface FolderSearch {
  search?: Search;
  /** Finds the settings of the project of a file. */
  findProjectOf: (path: string) => Pick<Project, 'folder' | 'text'> | undefined;
  isExcluded?: (path: string) => boolean;
  /** Called with a folder that cannot be read, whose files are left out. Without it, the search fails. */
  onUnreadable?: (error: ReadError) => void;
}

/**
 * Lists all shell scripts and config files below a folder in a stable order, except in hidden folders, in node_modules
 * and where Git ignores them. The settings of a project exclude files, and add files that no command names.
 */
export function listConfigFiles(
  service: Service,
  folder: string,
  { search = searchAround(folder), findProjectOf, isExcluded = () => false, onUnreadable = throwError }: FolderSearch,
): string[] {
  const list = (parent: string, rulesAbove: IgnoreRules): string[] => {
    const entries = search.readFolder(parent);
    if (typeof entries === 'string') {
      onUnreadable(toReadError(parent, entries));
      return [];
    }
    const rules = addRulesOf(search, parent, rulesAbove);
    const project = findProjectOf(join(parent, 'any'));
    return entries.flatMap(({ name, kind }) => {
      if (name.startsWith('.') || name === 'node_modules') return [];
      const path = join(parent, name);
      const isFolder = kind === 'folder';
      const syntax = kind === 'file' ? service.findSyntax(undefined, name) : undefined;
      if (!isFolder && !syntax) return [];
      if (isIgnored(rules, path, isFolder) || isExcluded(isFolder ? `${path}/` : path)) return [];
      const settings = project && settingsOf(service, project, path);
      if (settings?.isExcluded) return [];
      if (isFolder) return list(path, rules);
      return syntax?.onlyWhenNamed && !settings?.isConfigFile ? [] : [path];
    });
  };
  return list(folder, readRulesAbove(search, folder));
}

function throwError(error: ReadError): never {
  throw error;
}

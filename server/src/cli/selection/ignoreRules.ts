import { dirname, join, relative, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import type { Search } from '../../host/fileReader';

/** Patterns of `.gitignore` files, relative to the folder of the first one. */
export interface IgnoreRules {
  root: string;
  patterns: Ignore;
}

/** Patterns with more `**` are left out: matching one takes time that grows with the depth of a path to that power. */
const MAX_DOUBLE_STARS = 3;
/** Folders above the searched one, in which a repository may begin. */
const MAX_LEVELS = 100;

/** Git compares names as the file system does. */
const createPatterns = (): Ignore => ignore({ ignorecase: process.platform !== 'linux', allowRelativePaths: true });

/**
 * Reads the rules that hold for the entries of a folder from the `.gitignore` files above it in its repository, unless
 * they ignore the folder itself: a folder that the user names is searched.
 */
export function readRulesAbove(search: Search, folder: string): IgnoreRules {
  const path = resolve(folder);
  const folders = listFoldersAbove(search, path);
  const [root = path] = folders;
  const excluded = search.readText(join(root, '.git/info/exclude'))?.text ?? '';
  const first: IgnoreRules = { root, patterns: createPatterns().add(listPatterns(excluded, '')) };
  const rules = folders.reduce((above, parent) => addRulesOf(search, parent, above), first);
  return root !== path && isIgnored(rules, path, true) ? { root: path, patterns: createPatterns() } : rules;
}

/** Adds the rules of a folder. Later patterns take precedence, as in Git. */
export function addRulesOf(search: Search, folder: string, rules: IgnoreRules): IgnoreRules {
  const text = search.readText(join(folder, '.gitignore'))?.text;
  if (text === undefined) return rules;
  const base = relative(rules.root, folder).split(sep).join('/');
  return { root: rules.root, patterns: createPatterns().add(rules.patterns).add(listPatterns(text, base)) };
}

/** Whether the rules ignore an entry of a folder that is not ignored itself. */
export function isIgnored({ root, patterns }: IgnoreRules, path: string, isFolder: boolean): boolean {
  const name = relative(root, resolve(path)).split(sep).join('/');
  return name !== '' && patterns.ignores(isFolder ? `${name}/` : name);
}

/** The folders from the root of the repository down to the parent of a folder; none outside of a repository. */
function listFoldersAbove(search: Search, path: string): string[] {
  const folders: string[] = [];
  for (let folder = path; folders.length < MAX_LEVELS; folder = dirname(folder)) {
    if (folder !== path) folders.unshift(folder);
    if (search.stat(join(folder, '.git'))) return folders;
    if (dirname(folder) === folder) return [];
  }
  return [];
}

/** Lists the patterns of a file, relative to the root of the rules. */
const listPatterns = (text: string, base: string): string[] =>
  text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#') && line.split('**').length <= MAX_DOUBLE_STARS + 1)
    .map((line) => (base === '' ? line : moveBelow(line, base)));

/** A pattern with a slash before its end is relative to the folder of its file, and another one matches at any depth. */
function moveBelow(line: string, base: string): string {
  const [, negation = '', pattern = ''] = /^(!?)(.*)$/s.exec(line) ?? [];
  const isAnchored = pattern.trimEnd().slice(0, -1).includes('/');
  const prefix = base.replace(/[\\*?[\]!# ]/g, '\\$&');
  return `${negation}/${prefix}/${isAnchored ? pattern.replace(/^\//, '') : `**/${pattern}`}`;
}

/**
 * Creates the test of paths against patterns in the syntax of `.gitignore`, relative to a folder. The path of a folder
 * ends with a slash. A path elsewhere is matched without the part that leads there.
 */
export function createExclusion(exclude: readonly string[], folder: string): (path: string) => boolean {
  if (exclude.length === 0) return () => false;
  const patterns = createPatterns().add(exclude.flatMap((pattern) => listPatterns(pattern, '')));
  return (path) => {
    const name = relative(folder, resolve(folder, path))
      .split(sep)
      .join('/')
      .replace(/^(?:\.\.\/)*(?:\.\.$|\/+|[a-z]:\/+)?/i, '');
    return name !== '' && patterns.ignores(path.endsWith('/') ? `${name}/` : name);
  };
}

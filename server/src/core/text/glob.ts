import { isMatch, type Pattern, parsePattern } from './pattern';

/**
 * Tests a path below a folder, with `/` between its parts. A pattern that matches a folder matches everything below it.
 */
export type Glob = (path: string) => boolean;

/** Limit of a glob pattern, in characters. */
const MAX_GLOB_LENGTH = 300;
/** Limit of the patterns that the braces of one glob stand for. */
const MAX_ALTERNATIVES = 50;

/** One part of a glob between slashes; `**` stands for any number of parts of a path. */
type Part = '**' | Pattern;

/**
 * Parses a glob pattern relative to a folder: `*` and `?` within a name, `**` for any folders, `[a-z]` and `{a,b}`.
 * Undefined for one that is empty, long, negated, or leads out of the folder.
 */
export function parseGlob(glob: string): Glob | undefined {
  if (glob.length > MAX_GLOB_LENGTH || glob.startsWith('!')) return undefined;
  const alternatives = expandBraces(glob)?.map(parseParts);
  if (!alternatives || alternatives.includes(undefined)) return undefined;
  const known = alternatives.filter((parts) => parts !== undefined);
  return (path) => {
    const names = path.split('/');
    return known.some((parts) => matchesParts(names, parts));
  };
}

/** Expands `{a,b}`, the innermost braces first; undefined if there are too many alternatives. */
function expandBraces(glob: string): string[] | undefined {
  let expanded = [glob];
  for (;;) {
    const next = expanded.flatMap((each) => {
      const braces = /\{([^{}]*)\}/.exec(each);
      if (!braces) return [each];
      const [before, after] = [each.slice(0, braces.index), each.slice(braces.index + braces[0].length)];
      return (braces[1] ?? '').split(',').map((alternative) => before + alternative + after);
    });
    if (next.length > MAX_ALTERNATIVES) return undefined;
    if (next.every((each, index) => each === expanded[index])) return next;
    expanded = next;
  }
}

function parseParts(glob: string): Part[] | undefined {
  const names = glob.split('/').filter((name) => name !== '' && name !== '.');
  const parts = names.map((name): Part | undefined => (name === '**' ? name : parsePattern(name)));
  if (names.length === 0 || names.includes('..') || parts.includes(undefined)) return undefined;
  return [...parts.filter((part) => part !== undefined), '**'];
}

/** Compares in time that grows with the product of both lengths: only the last `**` is tried again. */
function matchesParts(names: readonly string[], parts: readonly Part[]): boolean {
  let [name, part] = [0, 0];
  let [retryName, retryPart] = [0, -1];
  while (name < names.length) {
    const wanted = parts[part];
    if (wanted === '**') {
      [retryName, retryPart] = [name, part];
      part++;
    } else if (wanted !== undefined && isMatch(names[name] ?? '', wanted)) {
      name++;
      part++;
    } else if (retryPart >= 0) {
      retryName++;
      [name, part] = [retryName, retryPart + 1];
    } else return false;
  }
  return parts.slice(part).every((rest) => rest === '**');
}

import type { ArgumentTree } from './argumentTree';

/**
 * A release of ms-swift such as `3.8.1`. Ranges of releases are `3.8`, `3.7-3.12.2`, `4.1+`, or several of them separated
 * by commas; they include both ends.
 */
export type Release = string;

/** The release that a config is checked against, and its origin. */
export interface ReleaseChoice {
  /** A release of the catalog, whose flags and rules apply. */
  version: Release;
  from: 'modeline' | 'setting' | 'project' | 'script' | 'installed' | 'pin' | 'flags' | 'default';
  /** The file of the project, the folder of the installation, the file and line of the pin, or the flag that it is inferred from. */
  evidence?: string;
  /** The name that a comment, a setting or a file gives, if no release of the catalog has it: `4.0.0.dev0`, `main`. */
  requested?: string;
  /** The reason for which the run may use another release than `version`; absent if it was named exactly. */
  doubt?: Doubt;
  /** The other releases that the run may use: those that fit a guess, or those around a development version or a tree. */
  others?: readonly Release[];
  /** The argument classes of the release itself, if they could be read. */
  tree?: ArgumentTree;
  /** A setting that names no release, and was ignored. */
  unreadable?: string;
}

/**
 * `guess`: several releases fit. `between`: a development version between `others` and `version`. `after`: a release
 * later than `version`. `before`: a release earlier than all that are known.
 */
type Doubt = 'guess' | 'between' | 'after' | 'before';

/** A release found outside the text, in the files of an environment. */
export interface FoundRelease {
  /** A version, a reference of Git, or version specifiers, for `parseRequest`. */
  version: string;
  from: 'installed' | 'pin';
  evidence: string;
  /** The argument classes of the package or checkout, read as text. */
  tree?: ArgumentTree;
}

/** Whether the release was chosen. An inferred or assumed release is not evidence of what the user runs. */
export const isExplicit = ({ from, doubt }: ReleaseChoice): boolean =>
  doubt !== 'guess' && from !== 'flags' && from !== 'default';

/** The name of a release in messages: that of its own code, where this was read. */
export const nameOfRelease = ({ version, tree, requested }: ReleaseChoice): string =>
  tree && requested !== undefined ? requested : version;

/** Compares two releases for sorting. Missing parts match everything: `3.8` equals every `3.8.x`. */
export const compareReleases = (a: Release, b: Release): number => compareWithSlice(a, b, 0, b.length);

/** Compares with a part of a text, without copies: one lint run tests thousands of ranges. */
function compareWithSlice(a: Release, text: string, start: number, end: number): number {
  let left = a.startsWith('v') ? 1 : 0;
  let right = text.startsWith('v', start) ? start + 1 : start;
  while (left <= a.length && right <= end) {
    const [leftEnd, rightEnd] = [endOfPart(a, left, a.length), endOfPart(text, right, end)];
    const difference = parsePart(a, left, leftEnd) - parsePart(text, right, rightEnd);
    if (difference !== 0) return difference;
    left = leftEnd + 1;
    right = rightEnd + 1;
  }
  return 0;
}

const DOT = 46;
const ZERO = 48;

function endOfPart(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) !== DOT) at++;
  return at;
}

/** Parses one part as a number; NaN, which is in no range, for a part such as `0rc1` of `4.0.0rc1`. */
function parsePart(text: string, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = 10 * number + digit;
  }
  return number;
}

export function isInRange(version: Release, range: string): boolean {
  if (range.includes(',')) return range.split(',').some((part) => isInRange(version, part.trim()));
  if (range.endsWith('+')) return compareWithSlice(version, range, 0, range.length - 1) >= 0;
  const dash = range.indexOf('-');
  if (compareWithSlice(version, range, 0, dash < 0 ? range.length : dash) < 0) return false;
  return compareWithSlice(version, range, dash + 1, range.length) <= 0;
}

/** Returns the ends of a range; `last` is undefined for an open range such as `3.7+`. */
export function boundsOfRange(range: string): { first: Release; last: Release | undefined } {
  const parts = range.split(/[,-]/);
  const last = parts.at(-1) ?? '';
  return { first: parts[0]?.replace('+', '') ?? '', last: last.endsWith('+') ? undefined : last };
}

/**
 * A release of ms-swift such as `3.8.1`. Ranges of releases are `3.8`, `3.7-3.12.2`, `4.1+`, or several of them separated
 * by commas; they include both ends.
 */
export type Release = string;

/** The release that a config is checked against, and its origin. */
export interface ReleaseChoice {
  version: Release;
  from: 'modeline' | 'setting' | 'installed' | 'pin' | 'flags' | 'default';
  /** The folder of the installation, the file and line of the pin, or the flag that it is inferred from. */
  evidence?: string;
  /** False when the catalog does not contain the release, so that flags cannot be checked. */
  known: boolean;
}

/** A release found outside the text, in the files of an environment. */
export interface FoundRelease {
  version: Release;
  from: 'installed' | 'pin';
  evidence: string;
}

/** Whether the release was chosen. An inferred or assumed release is not evidence of what the user runs. */
export const isExplicit = ({ from }: ReleaseChoice): boolean => from !== 'flags' && from !== 'default';

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

/** The sources of a release, highest precedence first. */
export interface ReleaseSources {
  modeline?: string | undefined;
  setting?: string | undefined;
  found?: FoundRelease | undefined;
  flags?: { release: Release; evidence: string } | undefined;
}

/**
 * Chooses the release by precedence and spells it as in the catalog: `3.8` becomes the reference release if that is a
 * 3.8, else the newest 3.8, and `v3.8.1` loses its `v`.
 */
export function chooseRelease(
  knownReleases: readonly Release[],
  reference: Release,
  sources: ReleaseSources,
): ReleaseChoice {
  const { version, ...origin } = pickSource(sources) ?? { version: reference, from: 'default' };
  if (compareReleases(version, reference) === 0) return { version: reference, ...origin, known: true };
  const match = knownReleases.findLast((release) => compareReleases(release, version) === 0);
  return { version: match ?? cleanVersion(version), ...origin, known: match !== undefined };
}

/** Limit of the length of a version that is shown. */
const MAX_VERSION_LENGTH = 40;

/**
 * Cleans a version that is in no catalog, which may be any text of a setting: it is shown in Markdown, terminals and
 * status bars. Only the characters of Python's versions are kept.
 */
const cleanVersion = (version: string): string =>
  version
    .trim()
    .replace(/^v/, '')
    .slice(0, MAX_VERSION_LENGTH)
    .replace(/[^A-Za-z0-9.+-]/g, '?');

function pickSource({ modeline, setting, found, flags }: ReleaseSources): Omit<ReleaseChoice, 'known'> | undefined {
  if (modeline) return { version: modeline, from: 'modeline' };
  if (setting) return { version: setting, from: 'setting' };
  if (found) return found;
  return flags && { version: flags.release, from: 'flags', evidence: flags.evidence };
}

/**
 * A release of ms-swift, `3.8.1`, and ranges of releases: `3.8`, `3.7-3.12.2`, `4.1+`, and several of them with commas
 * between. Both ends belong to a range.
 */

export type Release = string;

/** Which release a config is judged by, and what said so. */
export interface ReleaseChoice {
  version: Release;
  from: 'modeline' | 'setting' | 'installed' | 'pin' | 'flags' | 'default';
  /** The folder where it is installed, the file and line that pins it, or the flag that it is inferred from. */
  evidence?: string;
  /** False where the catalogue does not hold that release: nothing can then be said about flags. */
  known: boolean;
}

/** A release that was found outside the text, in the files of an environment. */
export interface FoundRelease {
  version: Release;
  from: 'installed' | 'pin';
  evidence: string;
}

/** Whether somebody chose the release. One that is inferred or assumed says nothing about what a user may run. */
export const isExplicit = ({ from }: ReleaseChoice): boolean => from !== 'flags' && from !== 'default';

/** Below, above or zero, as for sorting. Missing parts count as nothing said: `3.8` equals every `3.8.x`. */
export const compareReleases = (a: Release, b: Release): number => compareWithSlice(a, b, 0, b.length);

/** Ranges are asked for thousands of times in each judgement: they are compared where they stand, without any copy. */
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

/** The number that one part is; NaN, which is in no range, for a part that is none, as in `4.0.0rc1`. */
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

/** What may name a release, in the order in which it is believed. */
export interface ReleaseSources {
  modeline?: string | undefined;
  setting?: string | undefined;
  found?: FoundRelease | undefined;
  flags?: { release: Release; evidence: string } | undefined;
}

/** The release asked for as the catalogue spells it: `3.8` and `v3.8.1` mean the newest and the very one it holds. */
export function chooseRelease(
  knownReleases: readonly Release[],
  reference: Release,
  sources: ReleaseSources,
): ReleaseChoice {
  const { version, ...origin } = pickSource(sources) ?? { version: reference, from: 'default' };
  if (compareReleases(version, reference) === 0) return { version: reference, ...origin, known: true };
  const match = knownReleases.findLast((release) => compareReleases(release, version) === 0);
  return { version: match ?? version.replace(/^v/, ''), ...origin, known: match !== undefined };
}

function pickSource({ modeline, setting, found, flags }: ReleaseSources): Omit<ReleaseChoice, 'known'> | undefined {
  if (modeline) return { version: modeline, from: 'modeline' };
  if (setting) return { version: setting, from: 'setting' };
  if (found) return found;
  return flags && { version: flags.release, from: 'flags', evidence: flags.evidence };
}

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

const parts = (version: string): number[] => version.replace(/^v/, '').split('.').map(Number);

/** Below, above or zero, as for sorting. Missing parts count as nothing said: `3.8` equals every `3.8.x`. */
export function compareReleases(a: Release, b: Release): number {
  const left = parts(a);
  const right = parts(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export function inRange(version: Release, range: string): boolean {
  if (range.includes(',')) return range.split(',').some((part) => inRange(version, part.trim()));
  if (range.endsWith('+')) return compareReleases(version, range.slice(0, -1)) >= 0;
  const [from, to] = range.split('-') as [string, string | undefined];
  return compareReleases(version, from) >= 0 && compareReleases(version, to ?? from) <= 0;
}

/** What may name a release, in the order in which it is believed. */
export interface Asked {
  modeline?: string | undefined;
  setting?: string | undefined;
  found?: FoundRelease | undefined;
  flags?: { release: Release; because: string } | undefined;
}

/** The release asked for as the catalogue spells it: `3.8` and `v3.8.1` mean the newest and the very one it holds. */
export function chooseRelease(known: readonly Release[], reference: Release, asked: Asked): ReleaseChoice {
  const { version, ...said } = firstAsked(asked) ?? { version: reference, from: 'default' };
  if (compareReleases(version, reference) === 0) return { version: reference, ...said, known: true };
  const match = known.findLast((release) => compareReleases(release, version) === 0);
  return { version: match ?? version.replace(/^v/, ''), ...said, known: match !== undefined };
}

function firstAsked({ modeline, setting, found, flags }: Asked): Omit<ReleaseChoice, 'known'> | undefined {
  if (modeline) return { version: modeline, from: 'modeline' };
  if (setting) return { version: setting, from: 'setting' };
  if (found) return found;
  return flags && { version: flags.release, from: 'flags', evidence: flags.because };
}

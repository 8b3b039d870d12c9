/**
 * A release of ms-swift, `3.8.1`, and ranges of releases: `3.8`, `3.7-3.12.2`, `4.1+`, and several of them with commas
 * between. Both ends belong to a range.
 */

export type Release = string;

/** Which release a config is judged by, and what said so. */
export interface ReleaseChoice {
  version: Release;
  from: 'modeline' | 'setting' | 'flags' | 'default';
  /** False where the catalogue does not hold that release: nothing can then be said about flags. */
  known: boolean;
}

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

/** The release asked for as the catalogue spells it: `3.8` and `v3.8.1` mean the newest and the very one it holds. */
export function chooseRelease(
  known: readonly Release[],
  reference: Release,
  asked: { modeline?: string | undefined; setting?: string | undefined; flags?: string | undefined },
): ReleaseChoice {
  const [version, from] = asked.modeline
    ? ([asked.modeline, 'modeline'] as const)
    : asked.setting
      ? ([asked.setting, 'setting'] as const)
      : asked.flags
        ? ([asked.flags, 'flags'] as const)
        : ([reference, 'default'] as const);
  if (compareReleases(version, reference) === 0) return { version: reference, from, known: true };
  const match = known.findLast((release) => compareReleases(release, version) === 0);
  return { version: match ?? version.replace(/^v/, ''), from, known: match !== undefined };
}

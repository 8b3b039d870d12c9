import type { Release } from '../catalog/release';
import type { ReleaseSet } from '../catalog/releaseSets';

/** Describes a set of releases: `3.8.1`, `4.0.0 to 4.0.4 and 4.3.0 to 4.5.2`. */
export function describeReleaseList(releases: readonly Release[], set: ReleaseSet): string {
  const parts: string[] = [];
  let first: Release | undefined;
  for (const [index, release] of releases.entries()) {
    if (((set >> BigInt(index)) & 1n) === 0n) continue;
    first ??= release;
    if ((set >> BigInt(index + 1)) & 1n) continue;
    parts.push(first === release ? release : `${first} to ${release}`);
    first = undefined;
  }
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

import type { Command } from '../config';
import type { Catalog } from './catalog';
import type { Release } from './release';

/**
 * The release that the flags of a command speak for: the newest one that knows the most of them. Nothing where the
 * reference release knows as many, since then there is no evidence for another.
 */
export function inferRelease(catalog: Catalog, command: Command, names: readonly string[]): Release | undefined {
  const known = names.map((name) => name.replaceAll('-', '_')).filter((name) => catalog.byName.has(name));
  const count = (release: Release): number => {
    const { forms } = catalog.view(release, command);
    return known.filter((name) => forms.has(name)).length;
  };
  const atReference = count(catalog.reference);
  if (atReference === known.length) return undefined;
  let best: { release: Release; count: number } = { release: catalog.reference, count: atReference };
  for (const release of catalog.releases) {
    const here = count(release);
    // Releases come oldest first, so that of equals the newest stays.
    if (here > best.count || (here === best.count && best.count > atReference)) best = { release, count: here };
  }
  return best.count > atReference ? best.release : undefined;
}

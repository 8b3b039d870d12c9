import { type Command, underscored } from '../config';
import { type Catalog, type Form, hasCommand } from './catalog';
import type { Release } from './release';

/** A flag as it is written: its name without dashes, and the first word behind it where that is known. */
export interface Written {
  name: string;
  word: string | undefined;
}

/** The release that flags speak for, and the first of them that makes it so. */
interface Inferred {
  release: Release;
  because: string;
}

/**
 * The release that a command speaks for: the newest one that knows the most of its flags and choices. Nothing where the
 * reference release knows as many, since then there is no evidence for another.
 */
export function inferRelease(catalog: Catalog, command: Command, flags: readonly Written[]): Inferred | undefined {
  const named = flags
    .map(({ name, word }) => ({ name: underscored(name), word }))
    .filter(({ name }) => catalog.byName.has(name));
  const known = [...new Map(named.map((flag) => [`${flag.name} ${flag.word}`, flag])).values()];
  const accepted = (release: Release): typeof known => {
    const { forms } = catalog.view(release, command);
    return known.filter(({ name, word }) => takes(forms.get(name), word));
  };
  const atReference = accepted(catalog.reference);
  const plain = new Set(atReference);
  const odd = known.find((flag) => !plain.has(flag));
  if (odd === undefined && hasCommand(catalog, catalog.reference, command)) return undefined;
  let best: { release: Release; count: number } = { release: catalog.reference, count: atReference.length };
  for (const release of catalog.releases.filter((each) => hasCommand(catalog, each, command))) {
    const count = accepted(release).length;
    // Releases come oldest first, so that of equals the newest stays.
    if (count > best.count || (count === best.count && best.count > atReference.length)) best = { release, count };
  }
  if (best.count <= atReference.length) return undefined;
  if (!hasCommand(catalog, catalog.reference, command))
    return { release: best.release, because: `megatron ${command}` };
  const decisive = accepted(best.release).find((flag) => !plain.has(flag)) ?? odd;
  return decisive && { release: best.release, because: decisive.name };
}

/** Whether a release takes the flag with this word. A word that no release would take says nothing; it counts as well. */
const takes = (form: Form | undefined, word: string | undefined): boolean =>
  form !== undefined && (form.type !== 'enum' || word === undefined || form.choices?.includes(word) === true);

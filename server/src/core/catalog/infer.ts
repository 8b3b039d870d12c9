import { type Command, underscored } from '../config/config';
import { hasCommand } from './catalog';
import { nameOfModel } from './models';
import { inRange, type Release } from './release';
import type { Catalog, Form, View } from './types';

/** A flag as it is written: its name without dashes, and the first word behind it where that is known. */
export interface Written {
  name: string;
  word: string | undefined;
}

/** The release that flags speak for, and the first of them that makes it so, or the model. */
interface Inferred {
  release: Release;
  because: string;
}

/** Something that a command holds and that some releases take. */
interface Sign {
  said: string;
  isTaken: (view: View, release: Release) => boolean;
}

/**
 * The release that a command speaks for: the newest one that knows the most of its flags and choices, and its model.
 * Nothing where the reference release knows as many, since then there is no evidence for another.
 */
export function inferRelease(catalog: Catalog, command: Command, flags: readonly Written[]): Inferred | undefined {
  const signs = [...signsOf(catalog, flags), ...modelSign(catalog, flags)];
  const accepted = (release: Release): Sign[] => {
    const view = catalog.view(release, command);
    return signs.filter(({ isTaken }) => isTaken(view, release));
  };
  const atReference = accepted(catalog.reference);
  const plain = new Set(atReference);
  const odd = signs.find((sign) => !plain.has(sign));
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
  const decisive = accepted(best.release).find((sign) => !plain.has(sign)) ?? odd;
  return decisive && { release: best.release, because: decisive.said };
}

function signsOf({ byName }: Catalog, flags: readonly Written[]): Sign[] {
  const named = flags
    .map(({ name, word }) => ({ name: underscored(name), word }))
    .filter(({ name }) => byName.has(name));
  const distinct = new Map(named.map((flag) => [`${flag.name} ${flag.word}`, flag]));
  return [...distinct.values()].map(({ name, word }) => ({
    said: name,
    isTaken: ({ forms }) => takes(forms.get(name), word),
  }));
}

/** Whether a release takes the flag with this word. A word that no release would take says nothing; it counts as well. */
const takes = (form: Form | undefined, word: string | undefined): boolean =>
  form !== undefined && (form.type !== 'enum' || word === undefined || form.choices?.includes(word) === true);

/** A model that some release knows by its name, which says something as long as no flag tells the type. */
function modelSign({ models }: Catalog, flags: readonly Written[]): Sign[] {
  const model = flags.findLast(({ name }) => name === 'model')?.word;
  if (model === undefined || flags.some(({ name }) => underscored(name) === 'model_type')) return [];
  const name = nameOfModel(model);
  const rows = models.names.filter(({ names }) => names.includes(name) && names.split(' ').includes(name));
  const isTaken: Sign['isTaken'] = (view, release) => {
    const type = rows.find(({ releases }) => inRange(release, releases))?.type;
    return type !== undefined && view.names.get('megatron_model_type')?.has(type) !== false;
  };
  return rows.length === 0 ? [] : [{ said: model, isTaken }];
}

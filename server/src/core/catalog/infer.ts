import type { Command } from '../config/config';
import { toUnderscores } from '../config/lookup';
import { hasCommand } from './catalog';
import { modelNameOf } from './models';
import { isInRange, type Release } from './release';
import type { Catalog, CatalogView, Form } from './types';

/** A flag as it is written: its name without dashes, and the first word behind it where that is known. */
export interface WrittenFlag {
  name: string;
  value: string | undefined;
}

/** The release that flags speak for, and the first of them that makes it so, or the model. */
interface InferredRelease {
  release: Release;
  evidence: string;
}

/** Something that a command holds and that some releases take. */
interface ReleaseEvidence {
  text: string;
  isAccepted: (view: CatalogView, release: Release) => boolean;
}

/**
 * The release that a command speaks for: the newest one that knows the most of its flags and choices, and its model.
 * Nothing where the reference release knows as many, since then there is no evidence for another.
 */
export function inferRelease(
  catalog: Catalog,
  command: Command,
  flags: readonly WrittenFlag[],
): InferredRelease | undefined {
  const evidence = [...collectFlagEvidence(catalog, flags), ...collectModelEvidence(catalog, flags)];
  const acceptedBy = (release: Release): ReleaseEvidence[] => {
    const view = catalog.view(release, command);
    return evidence.filter(({ isAccepted: isTaken }) => isTaken(view, release));
  };
  const acceptedAtReference = acceptedBy(catalog.reference);
  const referenceEvidence = new Set(acceptedAtReference);
  const unexplained = evidence.find((item) => !referenceEvidence.has(item));
  if (unexplained === undefined && hasCommand(catalog, catalog.reference, command)) return undefined;
  let best: { release: Release; count: number } = { release: catalog.reference, count: acceptedAtReference.length };
  for (const release of catalog.releases.filter((each) => hasCommand(catalog, each, command))) {
    const count = acceptedBy(release).length;
    // Releases come oldest first, so that of equals the newest stays.
    if (count > best.count || (count === best.count && best.count > acceptedAtReference.length))
      best = { release, count };
  }
  if (best.count <= acceptedAtReference.length) return undefined;
  if (!hasCommand(catalog, catalog.reference, command))
    return { release: best.release, evidence: `megatron ${command}` };
  const decisive = acceptedBy(best.release).find((item) => !referenceEvidence.has(item)) ?? unexplained;
  return decisive && { release: best.release, evidence: decisive.text };
}

function collectFlagEvidence({ byName }: Catalog, flags: readonly WrittenFlag[]): ReleaseEvidence[] {
  const knownFlags = flags
    .map(({ name, value }) => ({ name: toUnderscores(name), word: value }))
    .filter(({ name }) => byName.has(name));
  const distinct = new Map(knownFlags.map((flag) => [`${flag.name} ${flag.word}`, flag]));
  return [...distinct.values()].map(({ name, word: value }) => ({
    text: name,
    isAccepted: ({ forms }) => acceptsValue(forms.get(name), value),
  }));
}

/** Whether a release takes the flag with this word. A word that no release would take says nothing; it counts as well. */
const acceptsValue = (form: Form | undefined, value: string | undefined): boolean =>
  form !== undefined && (form.type !== 'enum' || value === undefined || form.choices?.includes(value) === true);

/** A model that some release knows by its name, which says something as long as no flag tells the type. */
function collectModelEvidence({ models }: Catalog, flags: readonly WrittenFlag[]): ReleaseEvidence[] {
  const model = flags.findLast(({ name }) => name === 'model')?.value;
  if (model === undefined || flags.some(({ name }) => toUnderscores(name) === 'model_type')) return [];
  const name = modelNameOf(model);
  const rows = models.names.filter(({ names }) => names.includes(name) && names.split(' ').includes(name));
  const isAccepted: ReleaseEvidence['isAccepted'] = (view, release) => {
    const type = rows.find(({ releases }) => isInRange(release, releases))?.type;
    return type !== undefined && view.names.get('megatron_model_type')?.has(type) !== false;
  };
  return rows.length === 0 ? [] : [{ text: model, isAccepted }];
}

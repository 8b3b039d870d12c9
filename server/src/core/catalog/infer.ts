import type { Command } from '../config/config';
import { nameOfCommand, toUnderscores } from '../config/lookup';
import { hasCommand } from './catalog';
import { modelNameOf } from './models';
import { isInRange, type Release } from './release';
import type { Catalog, CatalogView, Form } from './types';

/** A flag as written: its name without dashes, and its first value when that is known. */
export interface WrittenFlag {
  name: string;
  value: string | undefined;
}

/** The release inferred from flags, with the decisive evidence: the first such flag, or the model. */
interface InferredRelease {
  release: Release;
  evidence: string;
}

/** A flag or a model of a command that only some releases accept. */
interface ReleaseEvidence {
  text: string;
  isAccepted: (view: CatalogView, release: Release) => boolean;
}

/**
 * Infers the release of a command: the newest one that accepts the most of its flags, choices and model. Undefined when
 * the reference release accepts as many, since then nothing favors another.
 */
export function inferRelease(
  catalog: Catalog,
  command: Command,
  flags: readonly WrittenFlag[],
): InferredRelease | undefined {
  const evidence = [...collectFlagEvidence(catalog, flags), ...collectModelEvidence(catalog, flags)];
  const acceptedBy = (release: Release): ReleaseEvidence[] => {
    const view = catalog.view(release, command);
    return evidence.filter(({ isAccepted }) => isAccepted(view, release));
  };
  const acceptedAtReference = acceptedBy(catalog.reference);
  const referenceEvidence = new Set(acceptedAtReference);
  const unexplained = evidence.find((item) => !referenceEvidence.has(item));
  if (unexplained === undefined && hasCommand(catalog, catalog.reference, command)) return undefined;
  let best: { release: Release; count: number } = { release: catalog.reference, count: acceptedAtReference.length };
  for (const release of catalog.releases.filter((candidate) => hasCommand(catalog, candidate, command))) {
    const count = acceptedBy(release).length;
    // Releases are sorted oldest first, so that the newest of equals is kept.
    if (count > best.count || (count === best.count && best.count > acceptedAtReference.length))
      best = { release, count };
  }
  if (best.count <= acceptedAtReference.length) return undefined;
  if (!hasCommand(catalog, catalog.reference, command))
    return { release: best.release, evidence: nameOfCommand(command) };
  const decisive = acceptedBy(best.release).find((item) => !referenceEvidence.has(item)) ?? unexplained;
  return decisive && { release: best.release, evidence: decisive.text };
}

function collectFlagEvidence({ byName }: Catalog, flags: readonly WrittenFlag[]): ReleaseEvidence[] {
  const knownFlags = flags
    .map(({ name, value }) => ({ name: toUnderscores(name), value }))
    .filter(({ name }) => byName.has(name));
  const distinct = new Map(knownFlags.map((flag) => [`${flag.name} ${flag.value}`, flag]));
  return [...distinct.values()].map(({ name, value }) => ({
    text: name,
    isAccepted: ({ forms }) => acceptsValue(forms.get(name), value),
  }));
}

/** Whether a release accepts the flag with this value. A value that no release accepts does not favor any of them. */
const acceptsValue = (form: Form | undefined, value: string | undefined): boolean =>
  form !== undefined && (form.type !== 'enum' || value === undefined || form.choices?.includes(value) === true);

/** Collects the model as evidence, when some release knows its name and no flag gives its type. */
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

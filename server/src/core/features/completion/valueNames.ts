import { listSizedModels } from '../../catalog/modelSizes';
import { modelNameOf } from '../../catalog/models';
import type { PathFlag } from '../../catalog/pathFlags';
import { isExplicit } from '../../catalog/release';
import type { Facts } from '../../facts/facts';
import { findGiven } from '../../facts/givens';

/** Names that a flag of free text takes, and what they are. */
export interface NamedValue {
  value: string;
  detail: string;
}

/** Returns the kinds of paths that a flag takes; undefined for one that takes none. */
export const pathOf = ({ catalog, release }: Facts, flag: string): PathFlag | undefined =>
  catalog.docs.flag(flag, release.version).path;

/** The flags that take data sets. */
const DATASET_FLAGS = new Set(['dataset', 'val_dataset']);

/** Lists the names that a flag looks up in the release, those that fit the model of the run first. */
export function listNames(facts: Facts, flag: string): NamedValue[] {
  const { catalog, release, config } = facts;
  const { names } = catalog.view(release.version, config.command);
  const listed = [...(names.get(flag) ?? [])];
  if (flag === 'model_type' || flag === 'template') return listModelNames(facts, flag, listed);
  if (pathOf(facts, flag)?.models) return listModels(facts);
  if (DATASET_FLAGS.has(flag))
    return listIds(catalog, 'dataset', release.version).map((value) => ({ value, detail: '' }));
  return listed.sort().map((value) => ({ value, detail: '' }));
}

/** Model types that the Megatron commands train, or templates; that of the model comes first. */
function listModelNames(facts: Facts, flag: 'model_type' | 'template', listed: readonly string[]): NamedValue[] {
  const { catalog, release, config } = facts;
  const { byName, templates } = catalog.modelsOf(release.version);
  const model = findGiven(facts, 'model')?.value;
  const known = typeof model === 'string' ? byName.get(modelNameOf(model)) : undefined;
  const own = flag === 'model_type' ? known?.type : (known?.template ?? templates.get(known?.type ?? ''));
  const trainable = catalog.view(release.version, config.command).names.get('megatron_model_type');
  const isTrainable = (name: string): boolean => flag === 'template' || !trainable || trainable.has(name);
  return listed
    .filter(isTrainable)
    .sort()
    .sort((a, b) => Number(b === own) - Number(a === own))
    .map((value) => ({ value, detail: value === own ? `that of ${model}` : '' }));
}

/** Models that the release registers and trains, then those with known numbers only. */
function listModels({ catalog, release, config }: Facts): NamedValue[] {
  const { byName } = catalog.modelsOf(release.version);
  const trainable = catalog.view(release.version, config.command).names.get('megatron_model_type');
  const isKnown = (id: string): boolean => {
    const type = byName.get(modelNameOf(id))?.type;
    return type !== undefined && (!trainable || trainable.has(type));
  };
  const ids = new Set([...listIds(catalog, 'model', release.version), ...listSizedModels(catalog.sizes)]);
  return [...ids].filter((id) => !isExplicit(release) || isKnown(id)).map((value) => ({ value, detail: '' }));
}

/** The ids on the hubs that a release registers for a flag. */
const listIds = ({ docs }: Facts['catalog'], flag: string, release: string): string[] =>
  docs.flag(flag, release).ids?.split(' ') ?? [];

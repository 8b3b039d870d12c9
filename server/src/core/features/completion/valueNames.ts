import { listSizedModels } from '../../catalog/modelSizes';
import { modelNameOf } from '../../catalog/models';
import { isExplicit } from '../../catalog/release';
import type { Facts } from '../../facts/facts';
import { findGiven } from '../../facts/givens';

/** Names that a flag of free text takes, and what they are. */
export interface NamedValue {
  value: string;
  detail: string;
}

/** Lists the names that a flag looks up in the release, those that fit the model of the run first. */
export function listNames(facts: Facts, flag: string): NamedValue[] {
  const { catalog, release, config } = facts;
  const { names } = catalog.view(release.version, config.command);
  const listed = [...(names.get(flag) ?? [])];
  if (flag === 'model_type' || flag === 'template') return listModelNames(facts, flag, listed);
  if (catalog.pathFlags[flag]?.models) return listModels(facts);
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

const ownerOf = (id: string): string => id.slice(0, id.indexOf('/'));

/** Qwen comes first, since most scripts train its models; the other owners follow by name. */
const compareOwners = (a: string, b: string): number =>
  Number(ownerOf(b) === 'Qwen') - Number(ownerOf(a) === 'Qwen') ||
  (ownerOf(a) < ownerOf(b) ? -1 : Number(ownerOf(a) > ownerOf(b)));

/** The generation of a model: the first number of its name, such as 2.5 of Qwen2.5-7B. */
const generationOf = (id: string): number => Number(/\d+(?:\.\d+)?/.exec(id.slice(id.indexOf('/') + 1))?.[0] ?? 0);

/** Models with known numbers, among those that an explicit release registers; of each owner, later ones first. */
function listModels({ catalog, release }: Facts): NamedValue[] {
  const { byName } = catalog.modelsOf(release.version);
  return listSizedModels(catalog.sizes)
    .filter((id) => !isExplicit(release) || byName.has(modelNameOf(id)))
    .sort((a, b) => compareOwners(a, b) || generationOf(b) - generationOf(a))
    .map((value) => ({ value, detail: '' }));
}

import { listSizedModels } from '../../catalog/modelSizes';
import { modelNameOf } from '../../catalog/models';
import { isExplicit } from '../../catalog/release';
import type { Facts } from '../../facts/facts';

/**
 * Lists the ids of models with known numbers that continue the typed text, among those that an explicit release
 * registers. A text without a slash may be a folder of the user, which Enter must not replace.
 */
export function listModelNames({ catalog, release }: Facts, typed: string): string[] {
  if (typed !== '' && !typed.includes('/')) return [];
  const { byName } = catalog.modelsOf(release.version);
  return listSizedModels(catalog.sizes).filter(
    (id) => id.startsWith(typed) && (!isExplicit(release) || byName.has(modelNameOf(id))),
  );
}

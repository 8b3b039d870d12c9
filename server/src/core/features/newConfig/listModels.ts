import { listSizedModels } from '../../catalog/modelSizes';
import type { Release } from '../../catalog/release';
import type { Catalog } from '../../catalog/types';
import type { NewRun } from '../../syntax/newRun';
import { findModelNumbers } from './modelNumbers';
import { createRun, listRecipes } from './newConfig';

/** The GPUs for which a model is tried. */
const TRIED_GPUS = { nodes: 1, gpusPerNode: 8 };

/**
 * Lists the models that a recipe can train in a release: those of known numbers whose new config is accepted. The model
 * that the recipe proposes comes first. Each is tried separately, since a release may know only some of several names.
 */
export function listModels(
  catalog: Catalog,
  recipeId: string,
  release: Release,
  isAccepted: (run: NewRun) => boolean,
): string[] {
  const recipe = listRecipes(catalog, release).find(({ id }) => id === recipeId);
  if (!recipe) return [];
  const isFit = (model: string): boolean => {
    const { experts, maxTokens } = findModelNumbers(catalog, model, release);
    if (recipe.needsExperts && experts === undefined) return false;
    if (maxTokens !== undefined && maxTokens < recipe.tokens) return false;
    const request = { recipe: recipeId, release, model, ...TRIED_GPUS };
    const run = createRun(catalog, request);
    return run !== undefined && isAccepted(run);
  };
  return [...new Set([recipe.model, ...listSizedModels(catalog.sizes).filter(isFit)])];
}

import { modelNameOf } from '../../catalog/models';
import type { Recipe, RecipeEntry, RecipesData } from '../../catalog/recipes';
import { isInRange, type Release } from '../../catalog/release';
import type { Catalog } from '../../catalog/types';
import type { NewRun } from '../../syntax/newRun';
import { type ChosenLayout, chooseLayout, type Gpus } from './chooseLayout';
import { findModelNumbers, type ModelNumbers } from './modelNumbers';

/** The wishes of a user for a new run. */
export interface NewRunRequest extends Gpus {
  recipe: string;
  release: Release;
  /** The id of a model, or the path of its folder. */
  model: string;
}

/** Samples of a step, unless the GPUs need more. */
const MIN_BATCH = 16;

/** The releases that read config files, with the words before the name of one. */
const CONFIG_OPTIONS = [
  { releases: '3.10-4.0', option: '--config ' },
  { releases: '4.1+', option: '' },
];

const MAX_NODES = 1024;
const MAX_GPUS_PER_NODE = 16;

/** Lists the recipes that a release can run. */
export const listRecipes = (catalog: Catalog, release: Release): Recipe[] =>
  catalog.recipes.recipes.filter(({ releases }) => isInRange(release, releases));

/**
 * Works out a new run that has no findings, with a layout that fits the model and the GPUs. Undefined if the release has no
 * such recipe, or without a usable model or a whole number of GPUs.
 */
export function createRun(catalog: Catalog, request: NewRunRequest): NewRun | undefined {
  const { release, nodes, gpusPerNode } = request;
  const recipe = listRecipes(catalog, release).find(({ id }) => id === request.recipe);
  const model = request.model.trim();
  // The parser takes a word with a dash at its start for a flag.
  if (!recipe || !model || model.startsWith('-')) return undefined;
  if (!isCount(nodes, MAX_NODES) || !isCount(gpusPerNode, MAX_GPUS_PER_NODE)) return undefined;
  const numbers = findModelNumbers(catalog, model, release);
  const layout = chooseLayout(numbers, recipe, { nodes, gpusPerNode });
  const world = nodes * gpusPerNode;
  const flags = listEntries(catalog.recipes, recipe, { catalog, release, numbers, layout, model, world });
  const configOption = CONFIG_OPTIONS.find(({ releases }) => isInRange(release, releases))?.option;
  return { title: recipe.title, command: recipe.command, release, model, nodes, gpusPerNode, flags, configOption };
}

const isCount = (count: number, max: number): boolean => Number.isInteger(count) && count >= 1 && count <= max;

interface EntryContext {
  catalog: Catalog;
  release: Release;
  numbers: ModelNumbers;
  layout: ChosenLayout;
  model: string;
  /** GPUs of all nodes. */
  world: number;
}

/** Returns the flags of a run with their values, in order. */
function listEntries({ parts }: RecipesData, recipe: Recipe, context: EntryContext): NewRun['flags'] {
  const { catalog, release, layout } = context;
  const { forms } = catalog.view(release, recipe.command);
  const values = createValues(recipe, context);
  const isWanted = ({ releases, commands, when }: RecipeEntry): boolean =>
    (releases === undefined || isInRange(release, releases)) &&
    (commands === undefined || commands.includes(recipe.command)) &&
    (when === undefined ||
      (when === 'experts'
        ? context.numbers.experts !== undefined
        : when === 'tight'
          ? layout.isTight
          : layout[when] > 1));
  return recipe.parts
    .flatMap((name) => parts[name] ?? [])
    .filter(isWanted)
    .flatMap(({ flags, value }) => {
      const name = flags.find((each) => forms.has(each));
      return name === undefined ? [] : [{ name, value: fillValue(value, values) }];
    });
}

/** The values that entries name in braces. */
function createValues(recipe: Recipe, { layout, model, world }: EntryContext): Readonly<Record<string, string>> {
  const { tensor, pipeline, context, expert, dataParallel } = layout;
  const step = recipe.samplesPerGpu === undefined ? dataParallel : world * recipe.samplesPerGpu;
  return {
    model,
    name: modelNameOf(model).replace(/[^\w.-]+/g, '-'),
    recipe: recipe.id,
    tensor: `${tensor}`,
    pipeline: `${pipeline}`,
    context: `${context}`,
    expert: `${expert}`,
    batch: `${Math.ceil(MIN_BATCH / step) * step}`,
    tokens: `${recipe.tokens}`,
  };
}

const fillValue = (value: string, values: Readonly<Record<string, string>>): string =>
  value.replace(/\{(\w{1,20})\}/g, (text, name: string) => values[name] ?? text);

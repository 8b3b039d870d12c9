import type { Recipe } from '../../catalog/recipes';
import type { Release } from '../../catalog/release';
import type { Catalog } from '../../catalog/types';
import type { Document } from '../../document/document';
import { chooseReleaseBySetting, chooseReleaseOfText } from '../../document/releases';
import type { Finding } from '../../lint/rule';
import type { Syntax } from '../../syntax/syntax';
import { listModels } from './listModels';
import { createRun, listRecipes, type NewRunRequest } from './newConfig';

/** A request for a new config; `syntax` is the id of a syntax. */
export interface NewConfigRequest extends NewRunRequest {
  syntax: string;
}

/** A text that an empty document may start with. */
export interface StartText {
  recipe: Recipe;
  text: string;
}

/** Operations about new training configs. */
export interface NewConfigs {
  /** Writes a new training config; undefined if the release cannot run it. */
  create: (request: NewConfigRequest) => string | undefined;
  /** Lists the recipes, and the syntaxes, that a release can run. */
  listRecipes: (release: Release) => Recipe[];
  listSyntaxes: (release: Release) => Syntax[];
  /** Returns the release that a document has, or that a setting names for a new one, else the newest. */
  releaseOf: (document: Document | undefined, setting?: string) => Release;
  /** Lists the texts that an empty document may start with, for its release: one for each recipe, on one node of eight GPUs. */
  listStartTexts: (document: Document) => StartText[];
  /** Lists the models that a recipe can train in a release. */
  listModels: (recipe: string, release: Release) => string[];
}

const START_GPUS = { nodes: 1, gpusPerNode: 8 };

/** Creates the operations over a catalog and the syntaxes that can print a new run. */
export function createNewConfigs(
  catalog: Catalog,
  syntaxes: readonly Syntax[],
  lintText: (text: string, syntax: Syntax) => readonly Finding[],
): NewConfigs {
  const create = ({ syntax, ...request }: NewConfigRequest): string | undefined => {
    const run = createRun(catalog, request);
    return run && syntaxes.find((each) => each.id === syntax)?.printNewRun?.(run);
  };
  const releaseOf = (document: Document | undefined, setting?: string): Release =>
    (document ? chooseReleaseOfText(catalog, document) : chooseReleaseBySetting(catalog, setting)).version;
  const [firstSyntax] = syntaxes;
  return {
    create,
    releaseOf,
    listStartTexts: (document) => {
      const release = releaseOf(document);
      return listRecipes(catalog, release).flatMap((recipe): StartText[] => {
        const run = createRun(catalog, { recipe: recipe.id, model: recipe.model, release, ...START_GPUS });
        const text = run && document.syntax.printNewRun?.(run);
        return text === undefined ? [] : [{ recipe, text }];
      });
    },
    listRecipes: (release) => listRecipes(catalog, release),
    listSyntaxes: (release) => {
      const [recipe] = listRecipes(catalog, release);
      if (!recipe) return [];
      const request = { recipe: recipe.id, model: recipe.model, release, nodes: 1, gpusPerNode: 1 };
      return syntaxes.filter(({ id }) => create({ ...request, syntax: id }) !== undefined);
    },
    listModels: (recipe, release) =>
      listModels(catalog, recipe, release, (run) => {
        const text = firstSyntax?.printNewRun?.(run);
        if (!firstSyntax || text === undefined) return false;
        return lintText(text, firstSyntax).every(({ severity }) => severity === 'hint');
      }),
  };
}

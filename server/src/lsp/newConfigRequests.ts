import { guardRequest } from './handler';
import {
  CREATE_CONFIG,
  type CreateConfigParams,
  LIST_MODELS,
  LIST_RECIPES,
  type ListModelsParams,
  type ListRecipesParams,
  type ListRecipesResult,
} from './protocol';
import type { RequestContext } from './requestContext';

/** Answers requests for new configs: what can be written, and the text. */
export function registerNewConfigRequests({ connection, service, documents, log }: RequestContext): void {
  const { newConfigs, catalog } = service;
  const nothing: ListRecipesResult = { version: '', releases: [], recipes: [], syntaxes: [] };
  connection.onRequest(
    LIST_RECIPES,
    guardRequest(log, LIST_RECIPES, nothing, ({ uri }: ListRecipesParams): ListRecipesResult => {
      const releases = catalog.releases.toReversed();
      const open = uri === undefined ? undefined : documents.get(uri);
      const recipes = new Map(releases.flatMap(newConfigs.listRecipes).map((recipe) => [recipe.id, recipe]));
      const syntaxes = new Map(releases.flatMap(newConfigs.listSyntaxes).map((syntax) => [syntax.id, syntax]));
      const hasId = (items: readonly { id: string }[], id: string): boolean => items.some((item) => item.id === id);
      return {
        version: newConfigs.releaseOf(open?.document, documents.releaseOfNewFile()),
        releases,
        recipes: [...recipes.values()].map(({ id, title, summary }) => ({
          id,
          title,
          summary,
          releases: releases.filter((release) => hasId(newConfigs.listRecipes(release), id)),
        })),
        syntaxes: [...syntaxes.values()].map(({ id, languages, extensions }) => ({
          id,
          language: languages[0] ?? '',
          extension: extensions[0] ?? '',
          releases: releases.filter((release) => hasId(newConfigs.listSyntaxes(release), id)),
        })),
      };
    }),
  );
  connection.onRequest(
    LIST_MODELS,
    guardRequest(log, LIST_MODELS, [] as string[], ({ name, version }: ListModelsParams) =>
      newConfigs.listModels(name, version),
    ),
  );
  connection.onRequest(
    CREATE_CONFIG,
    guardRequest(log, CREATE_CONFIG, null, ({ name, version, ...request }: CreateConfigParams): string | null => {
      return newConfigs.create({ ...request, recipe: name, release: version }) ?? null;
    }),
  );
}

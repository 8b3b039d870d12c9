// Snippets of VS Code from the recipes, for the newest release and one node of eight GPUs, since the layout depends on the
// GPUs. Tab moves through the model and the data set.

/** Creates the snippets of a syntax, by title. */
export function createSnippets({ catalog, newConfigs }, syntax) {
  const release = catalog.releases.at(-1);
  return Object.fromEntries(
    newConfigs.listRecipes(release).map(({ id, title, summary, model }) => {
      const request = { recipe: id, syntax, release, model, nodes: 1, gpusPerNode: 8 };
      const body = [...addPlaceholders(newConfigs.create(request), model).trimEnd().split('\n'), '$0'];
      return [title, { prefix: `megatron-${id}`, description: `${summary} (8 GPUs, ms-swift ${release})`, body }];
    }),
  );
}

/** Escapes a text as the body of a snippet, and turns its model and data set into placeholders. */
const addPlaceholders = (text, model) =>
  text
    .replace(/[\\$}]/g, '\\$&')
    .replaceAll(`: ${model} on `, ': $1 on ')
    .replace(new RegExp(`^( *(?:--model |model: ))${model}`, 'm'), `$1\${1:${model}}`)
    .replace(/^( *(?:--dataset |dataset: ))(\S+)/m, '$1${2:$2}');

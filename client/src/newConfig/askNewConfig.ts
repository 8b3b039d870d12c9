import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  type CreateConfigParams,
  LIST_MODELS,
  LIST_RECIPES,
  type ListModelsParams,
  type ListRecipesParams,
  type ListRecipesResult,
} from '../../../server/src/lsp/protocol';
import { askForGpus } from '../askForGpus';
import { pickFrom, pickOrType } from '../quickPick';
import { groupBySeries } from '../release/series';

/** A new config as the user wants it. */
export interface WantedConfig extends CreateConfigParams {
  language: string;
  extension: string;
}

/**
 * Asks for the kind of run, the syntax, the release, the model and the GPUs of a new config; each question has an answer
 * that Enter accepts. An empty document decides the syntax and proposes its release. Undefined when the user dismisses a
 * question.
 */
export async function askNewConfig(
  client: BaseLanguageClient,
  blank: vscode.TextDocument | undefined,
): Promise<WantedConfig | undefined> {
  const uri = (blank ?? vscode.window.activeTextEditor?.document)?.uri.toString();
  const params: ListRecipesParams = uri === undefined ? {} : { uri };
  const choices = await client.sendRequest<ListRecipesResult>(LIST_RECIPES, params);
  const decided = blank && choices.syntaxes.find(({ language }) => language === blank.languageId);
  const titleOf = createTitles(decided !== undefined);
  const recipe = await pickRecipe(choices, titleOf('Kind of Run'));
  const syntax = recipe && (decided ?? (await pickSyntax(choices, titleOf('Syntax'))));
  const version =
    syntax && (await pickVersion(choices, titleOf('Release of ms-swift'), recipe.releases, syntax.releases));
  const model = version && (await pickModel(client, titleOf('Model'), { name: recipe.id, version }));
  const gpus = model && (await askForGpus(titleOf('Nodes x GPUs')));
  if (!gpus) return undefined;
  const { id, language, extension } = syntax;
  return { name: recipe.id, syntax: id, version, model, ...gpus, language, extension };
}

const QUESTIONS = ['Kind of Run', 'Syntax', 'Release of ms-swift', 'Model', 'Nodes x GPUs'] as const;

/** Creates the titles of the questions, numbered as they are asked. */
function createTitles(hasSyntax: boolean): (question: (typeof QUESTIONS)[number]) => string {
  const asked = QUESTIONS.filter((question) => question !== 'Syntax' || !hasSyntax);
  return (question) => `New Training Config (${asked.indexOf(question) + 1}/${asked.length}): ${question}`;
}

async function pickRecipe(
  { recipes, version }: ListRecipesResult,
  title: string,
): Promise<ListRecipesResult['recipes'][0] | undefined> {
  const items = recipes.map((recipe) => ({
    label: recipe.title,
    detail: recipe.summary,
    description: recipe.releases.includes(version) ? '' : `since ms-swift ${recipe.releases.at(-1)}`,
    recipe,
  }));
  const options = { title, placeholder: 'What should the run do?' };
  return (await pickFrom(items, { ...options, isActive: ({ recipe }) => recipe.id === 'lora' }))?.recipe;
}

const SYNTAX_LABELS: Readonly<Record<string, string>> = { shell: 'Shell script', yaml: 'YAML file' };

async function pickSyntax(
  { syntaxes }: ListRecipesResult,
  title: string,
): Promise<ListRecipesResult['syntaxes'][0] | undefined> {
  const items = syntaxes.map((syntax) => ({
    label: SYNTAX_LABELS[syntax.id] ?? syntax.id,
    description: syntax.extension,
    syntax,
  }));
  const options = { title, placeholder: 'A script starts the run by itself' };
  return (await pickFrom(items, { ...options, isActive: () => true }))?.syntax;
}

/** Lets the user pick a release that has both the recipe and the syntax. */
async function pickVersion(
  { releases, version }: ListRecipesResult,
  title: string,
  ...lists: readonly string[][]
): Promise<string | undefined> {
  const known = releases.filter((release) => lists.every((list) => list.includes(release)));
  const items = groupBySeries(known).flatMap(({ name, releases: members }): vscode.QuickPickItem[] => [
    { label: `ms-swift ${name}`, kind: vscode.QuickPickItemKind.Separator },
    ...members.map((release) => ({
      label: release,
      description: [release === version && 'proposed', release === releases[0] && 'newest'].filter(Boolean).join(', '),
    })),
  ]);
  const options = { title, placeholder: 'Which release will run it?' };
  return (await pickFrom(items, { ...options, isActive: ({ label }) => label === version }))?.label;
}

async function pickModel(
  client: BaseLanguageClient,
  title: string,
  params: ListModelsParams,
): Promise<string | undefined> {
  const models = await client.sendRequest<string[]>(LIST_MODELS, params);
  const items = models.map((label, index) => ({ label, description: index === 0 ? 'proposed' : '' }));
  const chosen = await pickOrType(items, {
    title,
    placeholder: 'Search the models of well-known size, or type any id or folder',
    parse: (typed) => {
      const label = typed.trim();
      if (label === '' || label.startsWith('-')) return undefined;
      return models.some((model) => model.toLowerCase().includes(label.toLowerCase()))
        ? undefined
        : { label, description: 'another model' };
    },
  });
  return chosen?.label;
}

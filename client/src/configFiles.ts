import * as vscode from 'vscode';
import { parseGlob } from '../../server/src/core/text/glob';

/** The languages of config files. */
export const CONFIG_FILE_LANGUAGES = ['yaml', 'json', 'jsonc'];

/** Whether `preflight.files` names a document, by a pattern relative to its folder. */
export function isListedConfig(document: vscode.TextDocument): boolean {
  if (!CONFIG_FILE_LANGUAGES.includes(document.languageId)) return false;
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  const path = folder ? document.uri.path.slice(folder.uri.path.length) : document.uri.path;
  const patterns = vscode.workspace.getConfiguration('preflight', document.uri).get<unknown>('files');
  return (Array.isArray(patterns) ? patterns : []).some(
    (pattern) =>
      typeof pattern === 'string' && parseGlob(folder ? pattern : `**/${pattern}`)?.(path.replace(/^\//, '')) === true,
  );
}

/** The URIs of the open documents that the setting names. */
export const listConfigFiles = (): string[] =>
  vscode.workspace.textDocuments.filter(isListedConfig).map(({ uri }) => uri.toString());

import * as vscode from 'vscode';

/** The languages of config files. */
const LANGUAGES = ['yaml', 'json', 'jsonc'];

/** Whether `preflight.files` names a document, by a pattern relative to its folder. */
export function isListedConfig(document: vscode.TextDocument): boolean {
  if (!LANGUAGES.includes(document.languageId)) return false;
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  const patterns = vscode.workspace.getConfiguration('preflight', document.uri).get<unknown>('files');
  return (Array.isArray(patterns) ? patterns : []).some(
    (pattern) =>
      typeof pattern === 'string' &&
      pattern !== '' &&
      vscode.languages.match(
        { pattern: folder ? new vscode.RelativePattern(folder, pattern) : `**/${pattern}` },
        document,
      ) > 0,
  );
}

/** The URIs of the open documents that the setting names. */
export const listConfigFiles = (): string[] =>
  vscode.workspace.textDocuments.filter(isListedConfig).map(({ uri }) => uri.toString());

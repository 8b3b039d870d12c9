import * as vscode from 'vscode';

/** The name of the file with the settings of a project. */
export const PROJECT_FILE = 'preflight.toml';

/** Folders above a file that are searched. */
const MAX_FOLDERS = 12;

/** Whether a document holds the settings of a project. */
export const isProjectFile = ({ uri }: vscode.TextDocument): boolean => uri.path.endsWith(`/${PROJECT_FILE}`);

/**
 * Finds the nearest settings of a project between a document and its workspace folder, which may say that the document is a
 * training config. Nothing is read.
 */
export async function findProjectFile({ uri }: vscode.TextDocument): Promise<vscode.Uri | undefined> {
  const top = vscode.workspace.getWorkspaceFolder(uri)?.uri.path.replace(/\/$/, '');
  if (top === undefined) return undefined;
  let folder = uri.path.slice(0, uri.path.lastIndexOf('/'));
  for (let count = 0; count < MAX_FOLDERS && folder.length >= top.length; count++) {
    const file = uri.with({ path: `${folder}/${PROJECT_FILE}` });
    if (await exists(file)) return file;
    folder = folder.slice(0, folder.lastIndexOf('/'));
  }
  return undefined;
}

const exists = (uri: vscode.Uri): Promise<boolean> =>
  Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );

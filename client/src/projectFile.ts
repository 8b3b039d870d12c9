import * as vscode from 'vscode';

/** The name of the file with the settings of a project. */
const PROJECT_FILE = 'preflight.toml';

/** Folders above a file that are searched. */
const MAX_FOLDERS = 12;

/** Whether a document holds the settings of a project. */
export const isProjectFile = ({ uri }: vscode.TextDocument): boolean => uri.path.endsWith(`/${PROJECT_FILE}`);

/**
 * Whether a folder between a document and its workspace folder has settings of a project, which may say that the document is
 * a training config. Nothing is read: the server reads them.
 */
export async function hasProjectFile({ uri }: vscode.TextDocument): Promise<boolean> {
  const top = vscode.workspace.getWorkspaceFolder(uri)?.uri.path.replace(/\/$/, '');
  if (top === undefined) return false;
  let folder = uri.path.slice(0, uri.path.lastIndexOf('/'));
  for (let count = 0; count < MAX_FOLDERS && folder.length >= top.length; count++) {
    if (await exists(uri.with({ path: `${folder}/${PROJECT_FILE}` }))) return true;
    folder = folder.slice(0, folder.lastIndexOf('/'));
  }
  return false;
}

const exists = (uri: vscode.Uri): Promise<boolean> =>
  Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );

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
  const top = vscode.workspace.getWorkspaceFolder(uri)?.uri.path;
  if (top === undefined) return false;
  let folder = vscode.Uri.joinPath(uri, '..');
  for (let count = 0; count < MAX_FOLDERS; count++) {
    if (await exists(vscode.Uri.joinPath(folder, PROJECT_FILE))) return true;
    if (folder.path === top || folder.path.length <= top.length) return false;
    folder = vscode.Uri.joinPath(folder, '..');
  }
  return false;
}

const exists = (uri: vscode.Uri): Promise<boolean> =>
  Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );

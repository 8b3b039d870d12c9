import * as vscode from 'vscode';
import { CONFIG_FILE_LANGUAGES } from './configFiles';
import { CONFIG_LANGUAGES } from './detect';
import { findProjectFile, PROJECT_FILE } from './projectFile';

/** The texts of `preflight.toml` that the server cannot read: of folders that are on no disk, as in a browser. */
export interface ProjectTexts {
  /** Reads those of the workspace folders. */
  readFolders: () => Promise<void>;
  /** Reads the one that a document has its settings from. */
  readFor: (document: vscode.TextDocument) => void;
  /** All texts, by URI. */
  all: () => Record<string, string>;
}

/** Limit of a file that is read, in bytes; the server uses none that is longer. */
const MAX_PROJECT_BYTES = 300_000;

/** The languages of documents that have settings of a project. */
const LANGUAGES = [...CONFIG_LANGUAGES, ...CONFIG_FILE_LANGUAGES];

/** Follows the settings of projects of documents on no disk. `onChange` is called when a text is new or has changed. */
export function followProjectTexts(context: vscode.ExtensionContext, onChange: () => void): ProjectTexts {
  const texts = new Map<string, string>();
  const update = async (uri: vscode.Uri): Promise<void> => {
    if (isOnDisk(uri)) return;
    const key = uri.toString();
    const before = texts.get(key);
    const text = await readText(uri);
    if (text === undefined) texts.delete(key);
    else texts.set(key, text);
    if (text !== before) onChange();
  };
  const watcher = vscode.workspace.createFileSystemWatcher(`**/${PROJECT_FILE}`);
  context.subscriptions.push(
    watcher,
    watcher.onDidCreate(update),
    watcher.onDidChange(update),
    watcher.onDidDelete(update),
  );
  return {
    readFolders: async () => {
      const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => !isOnDisk(uri));
      await Promise.all(folders.map(({ uri }) => update(uri.with({ path: `${uri.path}/${PROJECT_FILE}` }))));
    },
    readFor: (document) => {
      if (isOnDisk(document.uri) || !LANGUAGES.includes(document.languageId)) return;
      void findProjectFile(document).then((file) => (file && !texts.has(file.toString()) ? update(file) : undefined));
    },
    all: () => Object.fromEntries(texts),
  };
}

/** Whether the server reads a file itself. */
const isOnDisk = ({ scheme }: vscode.Uri): boolean => scheme === 'file' || scheme === 'untitled';

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > MAX_PROJECT_BYTES) return undefined;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

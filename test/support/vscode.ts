// The part of the module `vscode` that the tests of the client use. A test fills in the settings and the extensions.

type Listener = (event: unknown) => void;

/** The state of the fake editor. */
export const editor = {
  settings: {} as Record<string, unknown>,
  folders: [] as { uri: { toString: () => string } }[],
  /** The exported interface of an extension, by its id. */
  extensions: {} as Record<string, unknown>,
};

const subscribe = (_listener: Listener): { dispose: () => void } => ({ dispose: () => {} });

export const workspace = {
  textDocuments: [],
  get workspaceFolders() {
    return editor.folders;
  },
  getConfiguration: () => ({ get: (name: string, fallback: unknown) => editor.settings[name] ?? fallback }),
  createFileSystemWatcher: () => ({ dispose: () => {} }),
  onDidChangeConfiguration: subscribe,
  onDidChangeWorkspaceFolders: subscribe,
  onDidOpenTextDocument: subscribe,
  onDidChangeTextDocument: subscribe,
};

export const commands = { executeCommand: async () => undefined };

export const window = {
  activeTextEditor: undefined,
  onDidChangeWindowState: subscribe,
  onDidChangeTextEditorSelection: subscribe,
  onDidChangeActiveTextEditor: subscribe,
};

export const extensions = {
  getExtension: (id: string) =>
    id in editor.extensions ? { activate: () => Promise.resolve(editor.extensions[id]) } : undefined,
};

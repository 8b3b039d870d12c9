// The part of the module `vscode` that the tests of the client use. A test fills in the settings and the extensions.

type Listener = (event: unknown) => void;

/** The state of the fake editor. */
export const editor = {
  settings: {} as Record<string, unknown>,
  folders: [] as { uri: { toString: () => string; path?: string } }[],
  /** The paths of files that exist. */
  files: [] as string[],
  /** The texts of files that can be read, by path. */
  texts: {} as Record<string, string>,
  /** Says that a file has changed, and waits until all who watch files have read it. */
  changeFile: async (uri: object): Promise<void> => {
    await Promise.all(fileListeners.map((listener) => listener(uri)));
  },
  /** The exported interface of an extension, by its id. */
  extensions: {} as Record<string, unknown>,
};

/** The listeners to changes of files. Those of an earlier test are harmless. */
const fileListeners: ((uri: object) => unknown)[] = [];

const subscribe = (_listener: Listener): { dispose: () => void } => ({ dispose: () => {} });

export const workspace = {
  textDocuments: [],
  get workspaceFolders() {
    return editor.folders;
  },
  getConfiguration: () => ({
    get: (name: string, fallback: unknown) => editor.settings[name] ?? fallback,
    inspect: (name: string) => ({ globalValue: editor.settings[name] }),
  }),
  getWorkspaceFolder: ({ path }: { path: string }) =>
    editor.folders.find(({ uri }) => uri.path !== undefined && path.startsWith(`${uri.path}/`)),
  fs: {
    stat: ({ path }: { path: string }): Promise<object> =>
      editor.files.includes(path) || path in editor.texts
        ? Promise.resolve({ size: editor.texts[path]?.length ?? 0 })
        : Promise.reject(new Error(`${path} does not exist`)),
    readFile: ({ path }: { path: string }): Promise<Uint8Array> =>
      Promise.resolve(new TextEncoder().encode(editor.texts[path])),
  },
  createFileSystemWatcher: () => ({
    onDidCreate: subscribe,
    onDidChange: (listener: (uri: object) => unknown) => {
      fileListeners.push(listener);
      return { dispose: () => {} };
    },
    onDidDelete: subscribe,
    dispose: () => {},
  }),
  onDidChangeConfiguration: subscribe,
  onDidChangeWorkspaceFolders: subscribe,
  onDidOpenTextDocument: subscribe,
  onDidChangeTextDocument: subscribe,
};

/** Addresses are plain texts. */
export const Uri = {
  joinPath: (base: string, ...parts: string[]): string => [base, ...parts].join('/'),
  parse: (text: string) => ({ toString: () => text }),
};

export const commands = { executeCommand: async () => undefined };

export const QuickPickItemKind = { Separator: -1, Default: 0 };

interface Item {
  label: string;
  description?: string;
  alwaysShow?: boolean;
}

/** The keys that a user presses at each question, in order: typed text, then arrows down, then Enter. */
export const user = { answers: [] as { typed?: string; down?: number }[], keys: 0, shown: [] as string[][] };

/** A list that answers itself with the next answer of the user, and filters as the editor does. */
function createQuickPick() {
  const listeners: Record<string, (value?: string) => void> = {};
  const listen = (name: string) => (listener: (value?: string) => void) => {
    listeners[name] = listener;
  };
  const picker = {
    title: '',
    items: [] as Item[],
    activeItems: [] as Item[],
    selectedItems: [] as Item[],
    onDidAccept: listen('accept'),
    onDidHide: listen('hide'),
    onDidChangeValue: listen('value'),
    dispose: () => {},
    show: () => {
      const answer = user.answers.shift();
      if (!answer) return listeners.hide?.();
      const { typed = '', down = 0 } = answer;
      for (let end = 1; end <= typed.length; end++) listeners.value?.(typed.slice(0, end));
      const hasText = ({ label, description = '', alwaysShow }: Item): boolean =>
        alwaysShow === true || `${label}\n${description}`.toLowerCase().includes(typed.toLowerCase());
      const items = picker.items.filter(hasText);
      const first = typed === '' ? Math.max(0, items.indexOf(picker.activeItems[0] as Item)) : 0;
      user.keys += typed.length + down + 1;
      user.shown.push(items.map(({ label }) => label));
      picker.selectedItems = items.slice(first + down, first + down + 1);
      return listeners.accept?.();
    },
  };
  return picker;
}

export const window = {
  activeTextEditor: undefined,
  onDidChangeWindowState: subscribe,
  onDidChangeTextEditorSelection: subscribe,
  onDidChangeActiveTextEditor: subscribe,
  createQuickPick,
};

export const extensions = {
  getExtension: (id: string) =>
    id in editor.extensions ? { activate: () => Promise.resolve(editor.extensions[id]) } : undefined,
};

/** A row of a tree, with a label. */
export class TreeItem {
  constructor(
    public label: string,
    public collapsibleState?: number,
  ) {}
}

export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };

export class ThemeColor {
  constructor(public id: string) {}
}

export class ThemeIcon {
  constructor(
    public id: string,
    public color?: ThemeColor,
  ) {}
}

export class Position {
  constructor(
    public line: number,
    public character: number,
  ) {}
}

export class Range {
  constructor(
    public start: Position,
    public end: Position,
  ) {}
}

/** The API for tools of language models: as in an old editor, until a test adds `registerTool`. */
export const lm: { registerTool?: (name: string, tool: unknown) => { dispose: () => void } } = {};

export class LanguageModelTextPart {
  constructor(public value: string) {}
}

export class LanguageModelToolResult {
  constructor(public content: LanguageModelTextPart[]) {}
}

import * as vscode from 'vscode';

/** The part of the Python extension's exported interface that is used. */
interface PythonApi {
  environments?: {
    getActiveEnvironmentPath: (resource?: vscode.Uri) => { path: string };
    onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

/** The interpreters or environments that are selected in the Python extension. */
export interface Interpreters {
  /** Returns the path of the interpreter of a folder; empty if it is unknown. */
  get: (folder: vscode.Uri) => string;
}

/** Reads the selection of the Python extension once that is active, and calls `onChange` whenever it changes. */
export function watchInterpreters(context: vscode.ExtensionContext, onChange: () => void): Interpreters {
  let api: PythonApi['environments'];
  const extension = vscode.extensions.getExtension<PythonApi>('ms-python.python');
  void extension?.activate().then(
    (exported) => {
      api = exported?.environments;
      if (!api) return;
      context.subscriptions.push(api.onDidChangeActiveEnvironmentPath(onChange));
      onChange();
    },
    // Without that extension, the server relies on the files of the folder.
    () => {},
  );
  return { get: (folder) => api?.getActiveEnvironmentPath(folder).path ?? '' };
}

import * as vscode from 'vscode';

/** The part of the Python extension's exported interface that is asked for. */
interface PythonApi {
  environments?: {
    getActiveEnvironmentPath: (resource?: vscode.Uri) => { path: string };
    onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

/** The interpreter or the environment that is selected for each folder, where the Python extension is there to say so. */
export interface Interpreters {
  get: (folder: vscode.Uri) => string;
}

/** Asks the Python extension once it runs, and `changed` is called when its answer is or becomes another. */
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
    // Without that extension the files of the folder have to do.
    () => {},
  );
  return { get: (folder) => api?.getActiveEnvironmentPath(folder).path ?? '' };
}

import type { WorkspaceConfiguration } from 'vscode';

/** Returns the value of a setting that the user or the workspace has set; undefined if only its default applies. */
export function readExplicit<T>(settings: WorkspaceConfiguration, name: string): T | undefined {
  const found = settings.inspect<T>(name);
  return found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue;
}

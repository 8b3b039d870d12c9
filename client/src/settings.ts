import * as vscode from 'vscode';
import { DEFAULT_SETTINGS, type FolderSettings, type Settings } from '../../server/src/lsp/protocol';
import type { Interpreters } from './interpreters';

/** Reads the settings as plain data, since the editor's own objects have functions, which cannot be sent to a worker. */
export function readSettings(interpreters?: Interpreters): Settings {
  const { swiftVersion, codeLens, inlayHints, rules } = DEFAULT_SETTINGS;
  const preflight = vscode.workspace.getConfiguration('preflight');
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }): [string, FolderSettings] => [
    uri.toString(),
    {
      swiftVersion: vscode.workspace.getConfiguration('preflight', uri).get('swiftVersion', swiftVersion),
      interpreter: interpreters?.get(uri) ?? '',
    },
  ]);
  return {
    swiftVersion: preflight.get('swiftVersion', swiftVersion),
    folders: Object.fromEntries(folders),
    codeLens: preflight.get('codeLens', codeLens),
    inlayHints: preflight.get('inlayHints', inlayHints),
    opensPages: true,
    rules: { severity: { ...preflight.get('rules.severity', rules.severity) } },
  };
}

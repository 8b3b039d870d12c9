import * as vscode from 'vscode';
import { DEFAULT_SETTINGS, type FolderSettings, type Settings } from '../../server/src/lsp/settingsProtocol';
import { listConfigFiles } from './configFiles';
import type { Interpreters } from './interpreters';

/** Reads the settings as plain data, since the editor's own objects have functions, which cannot be sent to a worker. */
export function readSettings(interpreters?: Interpreters): Settings {
  const { codeLens, inlayHints, hover, rules } = DEFAULT_SETTINGS;
  const preflight = vscode.workspace.getConfiguration('preflight');
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }): [string, FolderSettings] => [
    uri.toString(),
    {
      swiftVersion: readRelease(vscode.workspace.getConfiguration('preflight', uri)),
      worldSize: vscode.workspace.getConfiguration('preflight', uri).get('worldSize', 0),
      gpuMemory: vscode.workspace.getConfiguration('preflight', uri).get('gpuMemory', 0),
      interpreter: interpreters?.get(uri) ?? '',
    },
  ]);
  return {
    swiftVersion: readRelease(preflight),
    worldSize: preflight.get('worldSize', 0),
    gpuMemory: preflight.get('gpuMemory', 0),
    folders: Object.fromEntries(folders),
    configFiles: listConfigFiles(),
    codeLens: preflight.get('codeLens', codeLens),
    inlayHints: preflight.get('inlayHints', inlayHints),
    hover: preflight.get('hover.length', hover),
    opensPages: true,
    rules: { severity: { ...preflight.get('rules.severity', rules.severity) } },
  };
}

/** The setting with the release, whose title in the editor of settings says ms-swift. */
export const RELEASE_SETTING = 'ms-swift.release';

/** The former name of the setting. */
export const FORMER_RELEASE_SETTING = 'swiftVersion';

/** Reads the release from its setting, or from the setting of its former name. */
const readRelease = (preflight: vscode.WorkspaceConfiguration): string =>
  preflight.get(RELEASE_SETTING, '') || preflight.get(FORMER_RELEASE_SETTING, DEFAULT_SETTINGS.swiftVersion);

/** Whether the extension checks and explains configs. */
export const isEnabled = (): boolean => vscode.workspace.getConfiguration('preflight').get('enable', true);

import * as vscode from 'vscode';
import { DEFAULT_SETTINGS, type FolderSettings, type Settings } from '../../server/src/lsp/settingsProtocol';
import { listConfigFiles } from './configFiles';
import { readExplicit } from './explicitSetting';
import type { Interpreters } from './interpreters';

/** Reads the settings as plain data, since the editor's own objects have functions, which cannot be sent to a worker. */
export function readSettings(interpreters?: Interpreters, projectTexts: Settings['projectTexts'] = {}): Settings {
  const { codeLens, inlayHints, hover, rules } = DEFAULT_SETTINGS;
  const preflight = vscode.workspace.getConfiguration('preflight');
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }): [string, FolderSettings] => [
    uri.toString(),
    {
      ...readRunSettings(vscode.workspace.getConfiguration('preflight', uri)),
      hasFiles: readExplicit(vscode.workspace.getConfiguration('preflight', uri), 'files') !== undefined,
      interpreter: interpreters?.get(uri) ?? '',
    },
  ]);
  return {
    ...readRunSettings(preflight),
    folders: Object.fromEntries(folders),
    configFiles: listConfigFiles(),
    projectTexts,
    codeLens: preflight.get('codeLens', codeLens),
    inlayHints: preflight.get('inlayHints', inlayHints),
    hover: preflight.get('hover.length', hover),
    opensPages: true,
    runsCommands: true,
    rules: { severity: { ...preflight.get('rules.severity', rules.severity) } },
  };
}

/** The setting with the release, whose title in the editor of settings says ms-swift. */
export const RELEASE_SETTING = 'ms-swift.release';

/** The former name of the setting. */
export const FORMER_RELEASE_SETTING = 'swiftVersion';

/** Reads the settings of runs that are set. The settings of a project apply in place of the others. */
const readRunSettings = (
  preflight: vscode.WorkspaceConfiguration,
): Pick<Settings, 'swiftVersion' | 'worldSize' | 'gpuMemory'> => ({
  swiftVersion: readRelease(preflight),
  worldSize: readExplicit(preflight, 'worldSize'),
  gpuMemory: readExplicit(preflight, 'gpuMemory'),
});

/** Reads the release from its setting, or from the setting of its former name. */
function readRelease(preflight: vscode.WorkspaceConfiguration): string | undefined {
  const release = readExplicit<string>(preflight, RELEASE_SETTING);
  return (release || readExplicit<string>(preflight, FORMER_RELEASE_SETTING)) ?? release;
}

/** Whether the extension checks and explains configs. */
export const isEnabled = (): boolean => vscode.workspace.getConfiguration('preflight').get('enable', true);

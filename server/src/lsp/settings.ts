import type { FolderSettings, Settings } from './protocol';

/** The settings of the workspace folder that holds a document: the innermost one if folders are nested. */
export function folderSettingsOf(
  { folders, swiftVersion }: Settings,
  uri: string,
): Partial<FolderSettings> & { root?: string } {
  const roots = Object.keys(folders).filter((root) => uri.startsWith(root.endsWith('/') ? root : `${root}/`));
  const root = roots.sort((a, b) => b.length - a.length)[0];
  return root === undefined ? { swiftVersion } : { ...folders[root], root };
}

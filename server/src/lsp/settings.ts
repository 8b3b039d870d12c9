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

/** Reads a release from a setting, which may hold any value: a number is a release as well, and other values are none. */
export function readVersion(value: unknown): string | undefined {
  const version = typeof value === 'number' ? String(value) : value;
  return typeof version === 'string' && version !== '' ? version : undefined;
}

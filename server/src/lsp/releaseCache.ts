import { URI } from 'vscode-uri';
import type { FoundRelease } from '../core/catalog/release';
import type { Service } from '../core/service';
import type { FolderSettings, Settings } from './protocol';

/** Looks for the release that files around a folder name: what is installed, or what is pinned. */
export type ReleaseFinder = (
  folder: string,
  top: string | undefined,
  known: readonly string[],
  environment: { interpreter?: string | undefined },
) => FoundRelease | undefined;

/** The release of each folder that holds an open document. The disk is asked after an answer, never before one. */
export interface ReleaseCache {
  get: (uri: string) => FoundRelease | undefined;
  /** Looks whether anything is different from before; `again` says that files or settings may have changed. */
  refresh: (uri: string, force: boolean) => boolean;
}

export function createReleaseCache(service: Service, find: ReleaseFinder, settings: () => Settings): ReleaseCache {
  const cached = new Map<string, FoundRelease | undefined>();
  return {
    get: (uri) => cached.get(folderUriOf(uri)),
    refresh: (uri, force) => {
      const { scheme } = URI.parse(uri);
      const folder = folderUriOf(uri);
      if (scheme !== 'file' || (cached.has(folder) && !force)) return false;
      const { root, interpreter } = folderSettingsOf(settings(), uri);
      const top = root === undefined ? undefined : URI.parse(root).fsPath;
      const found = find(URI.parse(folder).fsPath, top, service.catalog.releases, { interpreter });
      const before = cached.get(folder);
      cached.set(folder, found);
      return found?.version !== before?.version || found?.evidence !== before?.evidence;
    },
  };
}

const folderUriOf = (uri: string): string => uri.slice(0, uri.lastIndexOf('/'));

/** What is set for the workspace folder that holds a document: the innermost one, where folders are nested. */
export function folderSettingsOf(
  { folders, swiftVersion }: Settings,
  uri: string,
): Partial<FolderSettings> & { root?: string } {
  const roots = Object.keys(folders).filter((root) => uri.startsWith(root.endsWith('/') ? root : `${root}/`));
  const root = roots.sort((a, b) => b.length - a.length)[0];
  return root === undefined ? { swiftVersion } : { ...folders[root], root };
}

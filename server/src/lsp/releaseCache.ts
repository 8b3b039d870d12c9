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
export interface Releases {
  of: (uri: string) => FoundRelease | undefined;
  /** Looks whether anything is different from before; `again` says that files or settings may have changed. */
  look: (uri: string, again: boolean) => boolean;
}

export function createReleases(service: Service, find: ReleaseFinder, settings: () => Settings): Releases {
  const known = new Map<string, FoundRelease | undefined>();
  return {
    of: (uri) => known.get(folderOf(uri)),
    look: (uri, again) => {
      const { scheme } = URI.parse(uri);
      const folder = folderOf(uri);
      if (scheme !== 'file' || (known.has(folder) && !again)) return false;
      const { root, interpreter } = folderSettings(settings(), uri);
      const top = root === undefined ? undefined : URI.parse(root).fsPath;
      const found = find(URI.parse(folder).fsPath, top, service.catalog.releases, { interpreter });
      const before = known.get(folder);
      known.set(folder, found);
      return found?.version !== before?.version || found?.evidence !== before?.evidence;
    },
  };
}

const folderOf = (uri: string): string => uri.slice(0, uri.lastIndexOf('/'));

/** What is set for the workspace folder that holds a document: the innermost one, where folders are nested. */
export function folderSettings(
  { folders, swiftVersion }: Settings,
  uri: string,
): Partial<FolderSettings> & { root?: string } {
  const roots = Object.keys(folders).filter((root) => uri.startsWith(root.endsWith('/') ? root : `${root}/`));
  const root = roots.sort((a, b) => b.length - a.length)[0];
  return root === undefined ? { swiftVersion } : { ...folders[root], root };
}

import { URI } from 'vscode-uri';
import type { FoundRelease } from '../core/catalog/release';
import type { Service } from '../core/service';
import type { ReleaseFinder } from './machine';
import { folderSettingsOf } from './settings';
import type { Settings } from './settingsProtocol';

/** The release of each folder that holds an open document. The disk is read after an answer, never before one. */
export interface ReleaseCache {
  get: (uri: string) => FoundRelease | undefined;
  /** Reads the disk for the folder of a document, unless that was done since `expire`. */
  refresh: (uri: string) => void;
  /** Says that files or settings may have changed. */
  expire: () => void;
}

export function createReleaseCache(
  service: Service,
  find: ReleaseFinder,
  settings: () => Settings,
  folders: () => readonly string[],
): ReleaseCache {
  const cached = new Map<string, FoundRelease | undefined>();
  const current = new Set<string>();
  return {
    get: (uri) => cached.get(folderUriOf(uri)),
    expire: () => current.clear(),
    refresh: (uri) => {
      const { scheme } = URI.parse(uri);
      const folder = folderUriOf(uri);
      if (scheme !== 'file' || current.has(folder)) return;
      current.add(folder);
      const { root, interpreter } = folderSettingsOf(settings(), uri);
      const top = root === undefined ? undefined : URI.parse(root).fsPath;
      const environment = {
        // An empty path would be the folder in which the server was started.
        interpreter: interpreter || undefined,
        workspace: folders(),
      };
      cached.set(folder, find(URI.parse(folder).fsPath, top, service.catalog.releases, environment));
    },
  };
}

const folderUriOf = (uri: string): string => uri.slice(0, uri.lastIndexOf('/'));

import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import type { FoundRelease } from '../core/catalog/release';
import type { Document, DocumentContext } from '../core/document/document';
import type { Service } from '../core/service';
import type { FoundNeighbor, Machine } from './machine';
import { createModelCache } from './modelCache';
import { createNeighborCache, type OpenTexts } from './neighborCache';
import { createReleaseCache } from './releaseCache';
import { folderSettingsOf, readVersion } from './settings';
import type { Settings } from './settingsProtocol';

/** Everything around open documents that decides how they are read: settings, neighbors, models and releases. */
export interface ContextCache {
  get: (uri: string) => DocumentContext;
  /** The folders of the workspace, as paths. */
  folders: () => string[];
  neighbors: (uri: string) => readonly FoundNeighbor[];
  neighborText: (uri: string, name: string) => TextDocument | undefined;
  /**
   * Reads the files around a document, and returns whether they have changed. Then `reread` has read the document with
   * its new context: first with its neighbors, which may name the model. `force` says that files may have changed.
   */
  refresh: (uri: string, document: Document, reread: () => Document | undefined, force: boolean) => boolean;
  forget: (uri: string) => void;
}

export function createContextCache(
  service: Service,
  host: Machine,
  open: OpenTexts,
  settings: () => Settings,
  workspace: () => readonly string[],
): ContextCache {
  const folders = (): string[] => [
    ...new Set([...Object.keys(settings().folders ?? {}), ...workspace()].map((folder) => URI.parse(folder).fsPath)),
  ];
  const neighbors = createNeighborCache(service, host, open, folders);
  const models = createModelCache(service, host, folders);
  const releases = createReleaseCache(service, host.findRelease, settings, folders);
  return {
    folders,
    get: (uri) => {
      const { path } = URI.parse(uri);
      const { swiftVersion, worldSize, gpuMemory, rules } = settings();
      const folder = folderSettingsOf(settings(), uri);
      return {
        swiftVersion: readVersion(folder.swiftVersion) ?? readVersion(swiftVersion),
        worldSize: folder.worldSize || worldSize || undefined,
        gpuMemory: folder.gpuMemory || gpuMemory || undefined,
        found: releases.get(uri),
        name: path.slice(path.lastIndexOf('/') + 1),
        isConfigFile: settings().configFiles.includes(uri),
        neighbors: neighbors.get(uri),
        models: models.get(uri),
        severities: rules?.severity ?? {},
      };
    },
    neighbors: neighbors.get,
    neighborText: neighbors.text,
    refresh: (uri, document, reread, force) => {
      const hasNewNeighbors = neighbors.refresh(uri, document, force);
      const current = hasNewNeighbors ? reread() : document;
      const hasNewModels = current !== undefined && models.refresh(uri, current, force);
      releases.refresh(uri, force);
      // Another document of the folder may have refreshed its release first.
      const hasNewRelease = !isSameRelease(releases.get(uri), document.context.found);
      if (hasNewModels || hasNewRelease) reread();
      return hasNewNeighbors || hasNewModels || hasNewRelease;
    },
    forget: (uri) => {
      neighbors.forget(uri);
      models.forget(uri);
    },
  };
}

const isSameRelease = (a: FoundRelease | undefined, b: FoundRelease | undefined): boolean =>
  a?.version === b?.version && a?.evidence === b?.evidence && a?.tree === b?.tree;

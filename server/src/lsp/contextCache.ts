import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import type { FoundRelease } from '../core/catalog/release';
import type { Document, DocumentContext } from '../core/document/document';
import type { Service } from '../core/service';
import type { Log } from './handler';
import type { FoundNeighbor, Machine } from './machine';
import { createModelCache } from './modelCache';
import { createNeighborCache, type OpenTexts } from './neighborCache';
import type { EncodedDocuments } from './positionEncoding';
import { createProjectCache } from './projectCache';
import { createReleaseCache } from './releaseCache';
import { folderSettingsOf, readVersion } from './settings';
import type { Settings } from './settingsProtocol';

/** Everything around open documents that decides how they are read: settings, neighbors, models and releases. */
export interface ContextCache {
  get: (uri: string) => DocumentContext;
  /** Everything that the settings of the editor say about the runs of a file. */
  settingsOf: (uri: string) => DocumentContext;
  /** The release of a file that is not written yet: that of the settings, else of the first project of the workspace. */
  releaseOfNewFile: () => string | undefined;
  /** The folders of the workspace, as paths. */
  folders: () => string[];
  neighbors: (uri: string) => readonly FoundNeighbor[];
  neighborText: (uri: string, name: string) => TextDocument | undefined;
  /** Whether a document is read with the text of another one, which is open: a neighbor, or the settings of its project. */
  dependsOn: (uri: string, other: string) => boolean;
  /** The `preflight.toml` that a document has its settings from. */
  projectFile: (uri: string) => TextDocument | undefined;
  /**
   * Reads the files around a document, and returns whether they have changed. Then `reread` has read the document with
   * its new context: first with its neighbors, which may name the model. `force` says that files may have changed.
   */
  refresh: (uri: string, document: Document, reread: () => Document | undefined, force: boolean) => boolean;
  /** Says that files or settings may have changed, before documents are refreshed. */
  expire: () => void;
  forget: (uri: string) => void;
}

/** The open texts, the settings and the folders of the editor. */
interface ContextSources {
  open: OpenTexts;
  settings: () => Settings;
  workspace: () => readonly string[];
  log: Log;
  texts: EncodedDocuments;
}

export function createContextCache(
  service: Service,
  host: Machine,
  { open, settings, workspace, log, texts }: ContextSources,
): ContextCache {
  const folderUris = (): string[] => [...Object.keys(settings().folders), ...workspace()];
  const folders = (): string[] => [...new Set(folderUris().map((folder) => URI.parse(folder).fsPath))];
  const neighbors = createNeighborCache(service, host, open, folders, texts);
  const models = createModelCache(service, host, folders);
  const releases = createReleaseCache(service, host.findRelease, settings, folders);
  const projects = createProjectCache(service, host.findProject, open, settings, folders, log);
  const settingsOf = (uri: string): DocumentContext => toKnown(readOwnSettings(settings(), uri));
  return {
    folders,
    settingsOf,
    releaseOfNewFile: () => readVersion(settings().swiftVersion ?? projects.findRelease(folderUris())),
    get: (uri) => {
      const { path } = URI.parse(uri);
      const project = projects.get(uri);
      const own = readOwnSettings(settings(), uri);
      const all = project ? service.project.addSettings(own, project.settings, project.file) : own;
      return {
        ...toKnown(all),
        found: releases.get(uri),
        name: path.slice(path.lastIndexOf('/') + 1),
        neighbors: neighbors.get(uri),
        models: models.get(uri),
      };
    },
    neighbors: neighbors.get,
    neighborText: neighbors.text,
    projectFile: (uri) => {
      const file = projects.file(uri);
      return file && texts.create(file.uri, 'toml', 0, file.text);
    },
    dependsOn: (uri, other) =>
      projects.file(uri)?.uri === other || neighbors.get(uri).some(({ path }) => URI.file(path).toString() === other),
    refresh: (uri, document, reread, force) => {
      const hasNewSettings = projects.refresh(uri, force);
      const configured = hasNewSettings ? (reread() ?? document) : document;
      const hasNewNeighbors = neighbors.refresh(uri, configured, force);
      const current = hasNewNeighbors ? reread() : configured;
      const folders = projects.get(uri)?.models;
      const hasNewModels = current !== undefined && models.refresh(uri, current, force || hasNewSettings, folders);
      releases.refresh(uri);
      // Another document of the folder may have refreshed its release first.
      const hasNewRelease = !isSameRelease(releases.get(uri), document.context.found);
      if (hasNewModels || hasNewRelease) reread();
      return hasNewSettings || hasNewNeighbors || hasNewModels || hasNewRelease;
    },
    expire: releases.expire,
    forget: (uri) => {
      neighbors.forget(uri);
      models.forget(uri);
      projects.forget(uri);
    },
  };
}

/** The settings of the editor for a document. Those that the user has not set are undefined. */
function readOwnSettings(settings: Settings, uri: string): DocumentContext {
  const folder = folderSettingsOf(settings, uri);
  return {
    swiftVersion: folder.swiftVersion ?? settings.swiftVersion,
    worldSize: folder.worldSize ?? settings.worldSize,
    gpuMemory: folder.gpuMemory ?? settings.gpuMemory,
    isConfigFile: settings.configFiles.includes(uri) || (folder.hasFiles ? false : undefined),
    severities: settings.rules.severity,
  };
}

/** A setting that is explicitly empty or 0 says that the value is unknown. */
const toKnown = (context: DocumentContext): DocumentContext => ({
  ...context,
  swiftVersion: readVersion(context.swiftVersion),
  worldSize: context.worldSize || undefined,
  gpuMemory: context.gpuMemory || undefined,
});

const isSameRelease = (a: FoundRelease | undefined, b: FoundRelease | undefined): boolean =>
  a?.version === b?.version && a?.evidence === b?.evidence && a?.tree === b?.tree;

import { URI } from 'vscode-uri';
import type { Document, FoundModel, WantedModel } from '../core/document/document';
import { isSameModel } from '../core/document/models';
import type { Service } from '../core/service';
import type { Machine, ModelFolders } from './machine';

/** The models of open documents. Like neighbors, they are read after an answer, never before one. */
export interface ModelCache {
  get: (uri: string) => readonly FoundModel[];
  /**
   * Returns whether a model has changed. The disk is read only if the document names other models than before, or if
   * `force` says that files may have changed.
   */
  refresh: (uri: string, document: Document, force: boolean, modelFolders?: ModelFolders) => boolean;
  forget: (uri: string) => void;
}

export function createModelCache(service: Service, host: Machine, folders: () => readonly string[]): ModelCache {
  const cached = new Map<string, FoundModel[]>();
  const requested = new Map<string, readonly WantedModel[]>();
  const getModels = (uri: string): readonly FoundModel[] => cached.get(uri) ?? [];
  return {
    get: getModels,
    refresh: (uri, document, force, modelFolders) => {
      const wanted = service.listWantedModels(document);
      if (!force && areSameModels(requested.get(uri) ?? [], wanted)) return false;
      requested.set(uri, wanted);
      const { scheme, fsPath } = URI.parse(uri);
      const found = host.findModels(scheme === 'file' ? fsPath : undefined, folders(), wanted, modelFolders);
      const before = getModels(uri);
      cached.set(uri, found);
      return (
        found.length !== before.length ||
        found.some(
          ({ config, hasArgs }, index) => config !== before[index]?.config || hasArgs !== before[index]?.hasArgs,
        )
      );
    },
    forget: (uri) => {
      cached.delete(uri);
      requested.delete(uri);
    },
  };
}

const areSameModels = (before: readonly WantedModel[], after: readonly WantedModel[]): boolean =>
  before.length === after.length &&
  after.every((wanted, index) => {
    const other = before[index];
    return other !== undefined && isSameModel(other, wanted);
  });

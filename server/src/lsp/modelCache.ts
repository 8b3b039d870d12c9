import { URI } from 'vscode-uri';
import type { Document, FoundModel, WantedModel } from '../core/document/document';
import { isSameModel } from '../core/document/models';
import type { Service } from '../core/service';
import type { Host } from './neighborCache';

/** The models of open documents. Like neighbours, they are looked for after an answer and never before one. */
export interface ModelCache {
  get: (uri: string) => readonly FoundModel[];
  /** Looks whether anything is different; the disk is asked where other models are named, or files may have changed. */
  refresh: (uri: string, document: Document, force: boolean) => boolean;
  forget: (uri: string) => void;
}

export function createModelCache(service: Service, host: Host, folders: () => readonly string[]): ModelCache {
  const foundModels = new Map<string, FoundModel[]>();
  const lastWanted = new Map<string, readonly WantedModel[]>();
  const getModels = (uri: string): FoundModel[] => foundModels.get(uri) ?? [];
  return {
    get: getModels,
    refresh: (uri, document, force) => {
      const wanted = service.listWantedModels(document);
      if (!force && areSameModels(lastWanted.get(uri) ?? [], wanted)) return false;
      lastWanted.set(uri, wanted);
      const { scheme, fsPath } = URI.parse(uri);
      const found = wanted.flatMap((each) => host.findModel(scheme === 'file' ? fsPath : undefined, folders(), each));
      const before = getModels(uri);
      foundModels.set(uri, found);
      return (
        found.length !== before.length ||
        found.some(({ config, hasArgs }, at) => config !== before[at]?.config || hasArgs !== before[at]?.hasArgs)
      );
    },
    forget: (uri) => {
      foundModels.delete(uri);
      lastWanted.delete(uri);
    },
  };
}

const areSameModels = (before: readonly WantedModel[], after: readonly WantedModel[]): boolean =>
  before.length === after.length &&
  after.every((wanted, index) => {
    const other = before[index];
    return other !== undefined && isSameModel(other, wanted);
  });

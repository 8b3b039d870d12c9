import { URI } from 'vscode-uri';
import type { Document, FoundModel, WantedModel } from '../core/document/document';
import { isSameModel } from '../core/document/models';
import type { Service } from '../core/service';
import type { Host } from './neighborCache';

/** The models of open documents. Like neighbours, they are looked for after an answer and never before one. */
export interface Models {
  of: (uri: string) => readonly FoundModel[];
  /** Looks whether anything is different; the disk is asked where other models are named, or files may have changed. */
  look: (uri: string, document: Document, again: boolean) => boolean;
  forget: (uri: string) => void;
}

export function createModels(service: Service, host: Host, folders: () => readonly string[]): Models {
  const known = new Map<string, FoundModel[]>();
  const asked = new Map<string, readonly WantedModel[]>();
  const of = (uri: string): FoundModel[] => known.get(uri) ?? [];
  return {
    of,
    look: (uri, document, again) => {
      const wanted = service.wantedModels(document);
      if (!again && isSame(asked.get(uri) ?? [], wanted)) return false;
      asked.set(uri, wanted);
      const { scheme, fsPath } = URI.parse(uri);
      const found = wanted.flatMap((each) => host.model(scheme === 'file' ? fsPath : undefined, folders(), each));
      const before = of(uri);
      known.set(uri, found);
      return (
        found.length !== before.length ||
        found.some(({ config, hasArgs }, at) => config !== before[at]?.config || hasArgs !== before[at]?.hasArgs)
      );
    },
    forget: (uri) => {
      known.delete(uri);
      asked.delete(uri);
    },
  };
}

const isSame = (before: readonly WantedModel[], now: readonly WantedModel[]): boolean =>
  before.length === now.length &&
  now.every((wanted, index) => {
    const other = before[index];
    return other !== undefined && isSameModel(other, wanted);
  });

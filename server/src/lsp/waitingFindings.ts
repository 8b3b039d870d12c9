import type { TypedPlace } from '../core/features/unfinishedText';
import type { Finding } from '../core/lint/rule';
import type { Service } from '../core/service';
import type { OpenDocument } from './documentStore';

/** Finds the findings that wait while the user types. */
export interface WaitingFindings {
  /** The findings of an open document that wait now. */
  find: (uri: string, open: OpenDocument) => ReadonlySet<Finding>;
  forget: (uri: string) => void;
}

/** `onChange` runs when other findings wait in the same text than before, since lenses count those that are shown. */
export function createWaitingFindings(
  service: Service,
  findTypedPlace: (uri: string) => TypedPlace | undefined,
  onChange: () => void,
): WaitingFindings {
  const latest = new Map<string, { version: number; count: number }>();
  return {
    find: (uri, { document, texts }) => {
      const typed = findTypedPlace(uri);
      const all = typed ? service.lintDocument(document) : [];
      const waiting = new Set(all.filter((each) => typed && service.isAboutUnfinishedText(document, each, typed)));
      const now = { version: texts.own.version, count: waiting.size };
      const before = latest.get(uri);
      latest.set(uri, now);
      if (before?.version === now.version && before.count !== now.count) onChange();
      return waiting;
    },
    forget: (uri) => void latest.delete(uri),
  };
}

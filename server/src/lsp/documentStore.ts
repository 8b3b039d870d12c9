import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import { memoize } from '../core/catalog/memoize';
import type { Config } from '../core/config/config';
import type { Document, DocumentContext } from '../core/document/document';
import type { Service } from '../core/service';
import type { ContextCache } from './contextCache';
import type { JoinedTexts } from './convert';
import { type Log, logErrors } from './handler';

/** A document of the editor as it was read, with the texts that its findings may point into. */
export interface OpenDocument {
  texts: JoinedTexts;
  document: Document;
}

/** The open documents. Each version is read once. */
export interface DocumentStore {
  /** The document at its current version; undefined for one that is not open or has no supported syntax. */
  get: (uri: string) => OpenDocument | undefined;
  /** Discards what was read of a document, whose text or context has changed. */
  forget: (uri: string) => void;
  /** Reads a document without the files around it, until its text or context changes: they cause an error. */
  isolate: (uri: string) => void;
  clear: () => void;
}

/** The context of a document without the texts and models of other files. */
const withoutFiles = (context: DocumentContext): DocumentContext => ({ ...context, neighbors: [], models: [] });

/** The version of a document that must be read again. */
const NO_VERSION = -1;

/** Reads the documents of `open` in their context. */
export function createDocumentStore(
  service: Service,
  open: { get: (uri: string) => TextDocument | undefined },
  context: ContextCache,
  log: Log,
): DocumentStore {
  const cached = new Map<string, { version: number; document: Document | undefined }>();
  const readWithin = (text: TextDocument, own: (context: DocumentContext) => DocumentContext): Document | undefined => {
    const syntax = service.findSyntax(text.languageId, URI.parse(text.uri).path);
    const previous = cached.get(text.uri)?.document;
    return syntax && service.read(text.getText(), syntax, own(context.get(text.uri)), previous);
  };
  /** Reads a document; one that cannot be read has no configs, and is read again when it changes. */
  const readAlone = (text: TextDocument): Document | undefined => {
    let document: Document | undefined;
    logErrors(log, text.uri, () => {
      document = readWithin(text, withoutFiles);
    });
    return document;
  };
  const read = (text: TextDocument): Document | undefined => {
    let document: Document | undefined;
    const isRead = logErrors(log, text.uri, () => {
      document = readWithin(text, (all) => all);
    });
    return isRead ? document : readAlone(text);
  };
  return {
    get: (uri) => {
      const own = open.get(uri);
      if (!own) return undefined;
      const current = cached.get(uri);
      const { document } = current?.version === own.version ? current : { document: read(own) };
      cached.set(uri, { version: own.version, document });
      return (
        document && { document, texts: { own, other: memoize((name: string) => context.neighborText(uri, name)) } }
      );
    },
    forget: (uri) => {
      const current = cached.get(uri);
      // The findings of an open document are reused in its next version.
      if (current && open.get(uri)) cached.set(uri, { ...current, version: NO_VERSION });
      else cached.delete(uri);
    },
    isolate: (uri) => {
      const own = open.get(uri);
      if (own) cached.set(uri, { version: own.version, document: readAlone(own) });
    },
    clear: () => cached.clear(),
  };
}

/** The command of a document that a line belongs to: the last one that begins at or above it, else the first. */
export function configAt({ document, texts }: OpenDocument, line: number): Config | undefined {
  const { configs } = document.reading;
  return configs.findLast((config) => texts.own.positionAt(config.fullSpan.start).line <= line) ?? configs[0];
}

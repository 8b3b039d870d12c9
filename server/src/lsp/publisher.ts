import type { Connection, Diagnostic } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Service } from '../core/service';
import { toDiagnostic } from './convert';
import type { DocumentStore, OpenDocument } from './documentStore';

/** Sends the findings of documents to the editor, or returns them if the editor requests them. */
export interface Publisher {
  /** The findings in the text of a document. */
  diagnostics: (uri: string) => Diagnostic[];
  /** Sends the findings of a document, in its own text and in the files that it names, unless the editor requests them. */
  publish: (uri: string) => void;
  /** Removes the findings of a document that was closed. */
  withdraw: (uri: string) => void;
  /** Stops sending findings; `requestPull` asks the editor to request them again. */
  enablePull: (requestPull: () => void) => void;
  /** Asks the editor to request findings again, if it requests them at all. */
  requestPull: () => void;
}

export function createPublisher(
  connection: Connection,
  service: Service,
  store: DocumentStore,
  open: { get: (uri: string) => TextDocument | undefined },
): Publisher {
  /** Files that are not open and have findings of a script, by script. */
  const publishedFiles = new Map<string, string[]>();
  let pull: (() => void) | undefined;
  const send = (uri: string, diagnostics: Diagnostic[], version?: number): void =>
    void connection.sendDiagnostics({ uri, diagnostics, ...(version !== undefined && { version }) });
  const clearUnopened = (files: readonly string[]): void => {
    for (const file of files) if (!open.get(file)) send(file, []);
  };
  const diagnostics = (uri: string): Diagnostic[] => {
    const found = store.get(uri);
    return found ? diagnosticsIn(service, found, undefined) : [];
  };
  return {
    diagnostics,
    publish: (uri) => {
      if (pull) return;
      send(uri, diagnostics(uri), open.get(uri)?.version);
      const found = store.get(uri);
      if (!found) return;
      // An open config file is linted on its own; one that is not open gets the findings of the script that names it.
      const files = namedFilesOf(found).filter((file) => !open.get(file.uri));
      for (const file of files) send(file.uri, diagnosticsIn(service, found, file.name));
      const previous = publishedFiles.get(uri) ?? [];
      clearUnopened(previous.filter((file) => !files.some((each) => each.uri === file)));
      publishedFiles.set(
        uri,
        files.map((file) => file.uri),
      );
    },
    withdraw: (uri) => {
      send(uri, []);
      clearUnopened((publishedFiles.get(uri) ?? []).filter((file) => file !== uri));
      publishedFiles.delete(uri);
    },
    enablePull: (requestPull) => {
      pull = requestPull;
    },
    requestPull: () => pull?.(),
  };
}

/** The findings of a document in one text: its own, or the joined one of that name. */
const diagnosticsIn = (service: Service, { document, texts }: OpenDocument, name: string | undefined): Diagnostic[] =>
  service
    .lintDocument(document)
    .filter((finding) => finding.in === name)
    .map((finding) => toDiagnostic(texts, finding));

/** The files that the commands of a document name. */
function namedFilesOf({ document, texts }: OpenDocument): { name: string; uri: string }[] {
  const namesFile = document.reading.configs.some(({ configFile }) => configFile !== undefined);
  return (namesFile ? (document.context.neighbors ?? []) : []).flatMap(({ name }) => {
    const uri = texts.other(name)?.uri;
    return uri === undefined ? [] : [{ name, uri }];
  });
}

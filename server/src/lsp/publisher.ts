import type { Connection, Diagnostic } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding } from '../core/lint/rule';
import type { Service } from '../core/service';
import { toDiagnostic } from './convert';
import type { DocumentStore, OpenDocument } from './documentStore';
import { listProjectDiagnostics } from './projectAnswers';
import { toPageAddress } from './protocol';
import type { WaitingFindings } from './waitingFindings';

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

/** Everything that the findings of a document depend on besides its text. */
interface PublisherOptions {
  /** Whether the client can open the pages of rules. */
  opensPages: () => boolean;
  waiting: WaitingFindings;
  /** Finds the `preflight.toml` that a document has its settings from. */
  findProjectFile: (uri: string) => TextDocument | undefined;
}

export function createPublisher(
  connection: Connection,
  service: Service,
  store: DocumentStore,
  open: { get: (uri: string) => TextDocument | undefined },
  { opensPages, waiting, findProjectFile }: PublisherOptions,
): Publisher {
  const diagnosticsIn = (found: OpenDocument, name: string | undefined, hidden?: ReadonlySet<Finding>): Diagnostic[] =>
    listDiagnostics(service, found, name, opensPages(), hidden);
  const named = createNamedFiles();
  let pull: (() => void) | undefined;
  const send = (uri: string, diagnostics: Diagnostic[], version?: number): void =>
    void connection.sendDiagnostics({ uri, diagnostics, ...(version !== undefined && { version }) });
  // An open config file is linted on its own; one that is not open gets the findings of the scripts that name it.
  const sendNamed = (files: readonly string[]): void => {
    for (const file of files) if (!open.get(file)) send(file, named.get(file));
  };
  const diagnostics = (uri: string): Diagnostic[] => {
    const text = open.get(uri);
    const ofProject = text && listProjectDiagnostics(service, text);
    if (ofProject) return ofProject;
    const found = store.get(uri);
    return found ? diagnosticsIn(found, undefined, waiting.find(uri, found)) : [];
  };
  return {
    diagnostics,
    publish: (uri) => {
      if (pull) return;
      send(uri, diagnostics(uri), open.get(uri)?.version);
      const found = store.get(uri);
      const files = found ? namedFilesOf(found) : [];
      const findings = new Map(
        files.map(({ uri: file, name }) => [file, found ? diagnosticsIn(found, name) : []] as const),
      );
      const project = found && findProjectFile(uri);
      const ofProject = (project && listProjectDiagnostics(service, project)) ?? [];
      if (project && ofProject.length > 0) findings.set(project.uri, ofProject);
      sendNamed(named.set(uri, findings));
    },
    withdraw: (uri) => {
      waiting.forget(uri);
      send(uri, named.get(uri));
      sendNamed(named.set(uri, new Map()));
    },
    enablePull: (requestPull) => {
      pull = requestPull;
    },
    requestPull: () => pull?.(),
  };
}

/** The findings of scripts in the files that they name. Several scripts may name one file. */
interface NamedFiles {
  /** The findings in a file of all scripts, each finding once. */
  get: (file: string) => Diagnostic[];
  /** Replaces the findings of a script by file, and returns the files that it names or has named before. */
  set: (script: string, findings: ReadonlyMap<string, Diagnostic[]>) => string[];
}

function createNamedFiles(): NamedFiles {
  const byScript = new Map<string, ReadonlyMap<string, Diagnostic[]>>();
  return {
    get: (file) => {
      const scripts = [...byScript.keys()].sort();
      const all = scripts.flatMap((script) => byScript.get(script)?.get(file) ?? []);
      const known = new Set<string>();
      return all.filter(({ code, range, message }) => {
        const key = JSON.stringify([code, range, message]);
        return !known.has(key) && known.add(key);
      });
    },
    set: (script, findings) => {
      const files = new Set([...(byScript.get(script)?.keys() ?? []), ...findings.keys()]);
      if (findings.size > 0) byScript.set(script, findings);
      else byScript.delete(script);
      return [...files].filter((file) => file !== script);
    },
  };
}

/** Lists the findings of a document in one text: its own, or the joined one of that name. Those that are hidden wait. */
function listDiagnostics(
  service: Service,
  { document, texts }: OpenDocument,
  name: string | undefined,
  opensPages: boolean,
  hidden: ReadonlySet<Finding> = new Set(),
): Diagnostic[] {
  return service
    .listFindings(document)
    .filter(({ finding }) => finding.in === name && !hidden.has(finding))
    .map(({ finding, config }) => {
      const pageOf = opensPages
        ? (id: string) => toPageAddress(id, service.releaseOf(document, config))
        : service.ruleAddress;
      return toDiagnostic(texts, finding, pageOf(finding.rule));
    });
}

/** The files that the commands of a document name. */
function namedFilesOf({ document, texts }: OpenDocument): { name: string; uri: string }[] {
  const namesFile = document.reading.configs.some(({ configFile }) => configFile !== undefined);
  return (namesFile ? (document.context.neighbors ?? []) : []).flatMap(({ name }) => {
    const uri = texts.other(name)?.uri;
    return uri === undefined ? [] : [{ name, uri }];
  });
}

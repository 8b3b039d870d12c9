import { type Connection, type Diagnostic, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import type { FoundRelease } from '../core/catalog/release';
import type { Config } from '../core/config/config';
import type { Document } from '../core/document/document';
import type { Service } from '../core/service';
import { type JoinedTexts, toDiagnostic } from './convert';
import type { Log } from './handler';
import { createModelCache } from './modelCache';
import { createNeighborCache, type Host } from './neighborCache';
import { DEFAULT_SETTINGS, type Settings } from './protocol';
import { createReleaseCache, folderSettingsOf } from './releaseCache';

/** The open documents as they were read, and their findings on the way to the editor. */
export interface Documents {
  /** The document at its present version; every version is read once. */
  get: (uri: string) => OpenDocument | undefined;
  settings: () => Settings;
  /** What is wrong with a document, for those who ask. */
  diagnostics: (uri: string) => Diagnostic[];
  /** Sends no findings from here on; `refresh` says when it is worth asking again. */
  enablePull: (refresh: () => void) => void;
  /** Takes new settings and judges everything anew. */
  configure: (settings: Partial<Settings> | undefined) => void;
  /** Looks at the files around all documents again, which may have changed. */
  refreshContext: () => void;
}

export interface OpenDocument {
  texts: JoinedTexts;
  document: Document;
}

const isSameRelease = (a: FoundRelease | undefined, b: FoundRelease | undefined): boolean =>
  a?.version === b?.version && a?.evidence === b?.evidence;

/** The command of a document that a line belongs to: the last one that begins at or above it, else the first. */
export function configAt(
  { document, texts }: Pick<OpenDocument, 'document' | 'texts'>,
  line: number,
): Config | undefined {
  const { configs } = document.reading;
  return configs.findLast((config) => texts.own.positionAt(config.fullSpan.start).line <= line) ?? configs[0];
}

/** `refreshDerived` is called when files around a document change what is shown of it besides findings. */
export function createDocuments(
  connection: Connection,
  service: Service,
  host: Host,
  log: Log,
  refreshDerived: () => void,
): Documents {
  const textDocuments = new TextDocuments(TextDocument);
  const neighbors = createNeighborCache(service, host, {
    get: (uri) => textDocuments.get(uri)?.getText(),
    uris: () => textDocuments.keys(),
  });
  const releases = createReleaseCache(service, host.findRelease, () => settings);
  const folders = (): string[] => Object.keys(settings.folders ?? {}).map((folder) => URI.parse(folder).fsPath);
  const models = createModelCache(service, host, folders);
  const readDocuments = new Map<string, { version: number; document: Document | undefined }>();
  /** What each script finds in files that are not open, by file. */
  const publishedFiles = new Map<string, string[]>();
  let settings: Settings = DEFAULT_SETTINGS;
  let refresh: (() => void) | undefined;

  const get = (uri: string): OpenDocument | undefined => {
    const textDocument = textDocuments.get(uri);
    if (!textDocument) return undefined;
    let cached = readDocuments.get(uri);
    if (cached?.version !== textDocument.version) {
      const { path } = URI.parse(uri);
      const syntax = service.findSyntax(textDocument.languageId, path);
      const context = {
        swiftVersion: folderSettingsOf(settings, uri).swiftVersion || settings.swiftVersion || undefined,
        found: releases.get(uri),
        name: path.slice(path.lastIndexOf('/') + 1),
        neighbors: neighbors.get(uri),
        models: models.get(uri),
        severities: settings.rules?.severity ?? {},
      };
      cached = {
        version: textDocument.version,
        document: syntax && service.read(textDocument.getText(), syntax, context),
      };
      readDocuments.set(uri, cached);
    }
    return (
      cached.document && {
        document: cached.document,
        texts: { own: textDocument, other: (name) => neighbors.text(uri, name) },
      }
    );
  };

  const diagnosticsOf = (uri: string): Diagnostic[] => {
    const found = get(uri);
    const findings = found ? service.lintDocument(found.document) : [];
    const ownFindings = findings.filter((finding) => finding.in === undefined);
    return found ? ownFindings.map((finding) => toDiagnostic(found.texts, finding)) : [];
  };

  const publish = (uri: string): void => {
    if (refresh) return;
    const found = get(uri);
    const version = textDocuments.get(uri)?.version;
    const diagnostics = diagnosticsOf(uri);
    void connection.sendDiagnostics({ uri, diagnostics, ...(version !== undefined && { version }) });
    if (found) publishToNamedFiles(uri, found);
  };

  /** A config file that is open is judged by itself; of one that is not, the script that names it tells. */
  const publishToNamedFiles = (uri: string, { document, texts }: OpenDocument): void => {
    const files: string[] = [];
    const namesFile = document.reading.configs.some(({ configFile: uses }) => uses !== undefined);
    for (const { name } of namesFile ? neighbors.get(uri) : []) {
      const file = texts.other(name)?.uri;
      if (file === undefined || textDocuments.get(file)) continue;
      const fileFindings = service.lintDocument(document).filter((finding) => finding.in === name);
      void connection.sendDiagnostics({
        uri: file,
        diagnostics: fileFindings.map((finding) => toDiagnostic(texts, finding)),
      });
      files.push(file);
    }
    const previousFiles = publishedFiles.get(uri) ?? [];
    for (const file of previousFiles)
      if (!files.includes(file) && !textDocuments.get(file))
        void connection.sendDiagnostics({ uri: file, diagnostics: [] });
    publishedFiles.set(uri, files);
  };

  const logErrors = (uri: string, action: () => void): void => {
    try {
      action();
    } catch (error) {
      log(`${uri}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  };

  /** Looks for texts and models around a document once what was asked is answered, and judges anew where they matter. */
  const updateContext = (uri: string, force = false): void => {
    const found = get(uri);
    if (!found) return;
    const hasNewNeighbors = neighbors.refresh(uri, found.document, force);
    if (hasNewNeighbors) readDocuments.delete(uri);
    // A neighbour may be where the model is named.
    const document = (hasNewNeighbors ? get(uri) : found)?.document;
    const hasNewModels = document !== undefined && models.refresh(uri, document, force);
    releases.refresh(uri, force);
    // Another document of the folder may have been the first to see that its release is another one.
    const hasNewRelease = !isSameRelease(releases.get(uri), found.document.context.found);
    if (!hasNewNeighbors && !hasNewModels && !hasNewRelease) return;
    readDocuments.delete(uri);
    publish(uri);
    refresh?.();
    refreshDerived();
  };

  // Findings leave in the same turn as the change that caused them: no timer, no queue. Files are looked at afterwards.
  textDocuments.onDidChangeContent(({ document: { uri } }) => {
    logErrors(uri, () => publish(uri));
    setTimeout(() => logErrors(uri, () => updateContext(uri)));
    for (const other of textDocuments.keys()) {
      const isNeighbor = neighbors.get(other).some(({ path }) => URI.file(path).toString() === uri);
      if (other !== uri && isNeighbor) setTimeout(() => logErrors(other, () => updateContext(other)));
    }
  });
  // Saving or opening a file is what changes the surroundings of others.
  const refreshContext = (): void => {
    for (const uri of textDocuments.keys()) setTimeout(() => logErrors(uri, () => updateContext(uri, true)));
  };
  textDocuments.onDidSave(refreshContext);
  textDocuments.onDidOpen(refreshContext);
  textDocuments.onDidClose(({ document: { uri } }) => {
    readDocuments.delete(uri);
    neighbors.forget(uri);
    models.forget(uri);
    for (const file of [uri, ...(publishedFiles.get(uri) ?? [])]) {
      if (file === uri || !textDocuments.get(file)) void connection.sendDiagnostics({ uri: file, diagnostics: [] });
    }
    publishedFiles.delete(uri);
  });
  textDocuments.listen(connection);

  return {
    get,
    settings: () => settings,
    diagnostics: diagnosticsOf,
    enablePull: (refreshDiagnostics) => {
      refresh = refreshDiagnostics;
    },
    configure: (newSettings) => {
      settings = { ...DEFAULT_SETTINGS, ...newSettings };
      readDocuments.clear();
      for (const uri of textDocuments.keys()) logErrors(uri, () => publish(uri));
      if (textDocuments.keys().length > 0) refresh?.();
      refreshContext();
    },
    refreshContext,
  };
}

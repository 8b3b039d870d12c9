import { type Connection, type Diagnostic, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import type { FoundRelease } from '../core/catalog/release';
import type { Config } from '../core/config/config';
import type { Document } from '../core/document/document';
import type { Service } from '../core/service';
import { type Texts, toDiagnostic } from './convert';
import type { Log } from './handler';
import { createModels } from './modelCache';
import { createNeighbours, type Host } from './neighborCache';
import { DEFAULT_SETTINGS, type Settings } from './protocol';
import { createReleases, folderSettings } from './releaseCache';

/** The open documents as they were read, and their findings on the way to the editor. */
export interface Documents {
  /** The document at its present version; every version is read once. */
  get: (uri: string) => Open | undefined;
  settings: () => Settings;
  /** What is wrong with a document, for those who ask. */
  diagnostics: (uri: string) => Diagnostic[];
  /** Sends no findings from here on; `refresh` says when it is worth asking again. */
  pull: (refresh: () => void) => void;
  /** Takes new settings and judges everything anew. */
  configure: (settings: Partial<Settings> | undefined) => void;
  /** Looks at the files around all documents again, which may have changed. */
  lookAgain: () => void;
}

export interface Open {
  texts: Texts;
  document: Document;
}

const isSameRelease = (a: FoundRelease | undefined, b: FoundRelease | undefined): boolean =>
  a?.version === b?.version && a?.evidence === b?.evidence;

/** The command of a document that a line belongs to: the last one that begins at or above it, else the first. */
export function configAt({ document, texts }: Pick<Open, 'document' | 'texts'>, line: number): Config | undefined {
  const { configs } = document.reading;
  return configs.findLast((config) => texts.own.positionAt(config.whole.start).line <= line) ?? configs[0];
}

/** `refreshDerived` is called when files around a document change what is shown of it besides findings. */
export function createDocuments(
  connection: Connection,
  service: Service,
  host: Host,
  log: Log,
  refreshDerived: () => void,
): Documents {
  const open = new TextDocuments(TextDocument);
  const neighbours = createNeighbours(service, host, {
    get: (uri) => open.get(uri)?.getText(),
    uris: () => open.keys(),
  });
  const releases = createReleases(service, host.release, () => settings);
  const folders = (): string[] => Object.keys(settings.folders ?? {}).map((folder) => URI.parse(folder).fsPath);
  const models = createModels(service, host, folders);
  const read = new Map<string, { version: number; document: Document | undefined }>();
  /** What each script finds in files that are not open, by file. */
  const elsewhere = new Map<string, string[]>();
  let settings: Settings = DEFAULT_SETTINGS;
  let refresh: (() => void) | undefined;

  const get = (uri: string): Open | undefined => {
    const own = open.get(uri);
    if (!own) return undefined;
    let known = read.get(uri);
    if (known?.version !== own.version) {
      const { path } = URI.parse(uri);
      const syntax = service.syntaxFor(own.languageId, path);
      const around = {
        swiftVersion: folderSettings(settings, uri).swiftVersion || settings.swiftVersion || undefined,
        found: releases.of(uri),
        name: path.slice(path.lastIndexOf('/') + 1),
        neighbours: neighbours.of(uri),
        models: models.of(uri),
        severities: settings.rules?.severity ?? {},
      };
      known = { version: own.version, document: syntax && service.read(own.getText(), syntax, around) };
      read.set(uri, known);
    }
    return known.document && { document: known.document, texts: { own, other: (name) => neighbours.text(uri, name) } };
  };

  const diagnosticsOf = (uri: string): Diagnostic[] => {
    const found = get(uri);
    const findings = found ? service.findings(found.document) : [];
    const here = findings.filter((finding) => finding.in === undefined);
    return found ? here.map((finding) => toDiagnostic(found.texts, finding)) : [];
  };

  const publish = (uri: string): void => {
    if (refresh) return;
    const found = get(uri);
    const version = open.get(uri)?.version;
    const diagnostics = diagnosticsOf(uri);
    void connection.sendDiagnostics({ uri, diagnostics, ...(version !== undefined && { version }) });
    if (found) publishElsewhere(uri, found);
  };

  /** A config file that is open is judged by itself; of one that is not, the script that names it tells. */
  const publishElsewhere = (uri: string, { document, texts }: Open): void => {
    const files: string[] = [];
    const named = document.reading.configs.some(({ uses }) => uses !== undefined);
    for (const { name } of named ? neighbours.of(uri) : []) {
      const file = texts.other(name)?.uri;
      if (file === undefined || open.get(file)) continue;
      const there = service.findings(document).filter((finding) => finding.in === name);
      void connection.sendDiagnostics({ uri: file, diagnostics: there.map((finding) => toDiagnostic(texts, finding)) });
      files.push(file);
    }
    const before = elsewhere.get(uri) ?? [];
    for (const file of before)
      if (!files.includes(file) && !open.get(file)) void connection.sendDiagnostics({ uri: file, diagnostics: [] });
    elsewhere.set(uri, files);
  };

  const guarded = (uri: string, work: () => void): void => {
    try {
      work();
    } catch (error) {
      log(`${uri}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  };

  /** Looks for texts and models around a document once what was asked is answered, and judges anew where they matter. */
  const lookAround = (uri: string, again = false): void => {
    const found = get(uri);
    if (!found) return;
    const isNear = neighbours.look(uri, found.document, again);
    if (isNear) read.delete(uri);
    // A neighbour may be where the model is named.
    const document = (isNear ? get(uri) : found)?.document;
    const isKnown = document !== undefined && models.look(uri, document, again);
    releases.look(uri, again);
    // Another document of the folder may have been the first to see that its release is another one.
    const isReleased = !isSameRelease(releases.of(uri), found.document.around.found);
    if (!isNear && !isKnown && !isReleased) return;
    read.delete(uri);
    publish(uri);
    refresh?.();
    refreshDerived();
  };

  // Findings leave in the same turn as the change that caused them: no timer, no queue. Files are looked at afterwards.
  open.onDidChangeContent(({ document: { uri } }) => {
    guarded(uri, () => publish(uri));
    setTimeout(() => guarded(uri, () => lookAround(uri)));
    for (const other of open.keys()) {
      const isNear = neighbours.of(other).some(({ path }) => URI.file(path).toString() === uri);
      if (other !== uri && isNear) setTimeout(() => guarded(other, () => lookAround(other)));
    }
  });
  // Saving or opening a file is what changes the surroundings of others.
  const lookAgain = (): void => {
    for (const uri of open.keys()) setTimeout(() => guarded(uri, () => lookAround(uri, true)));
  };
  open.onDidSave(lookAgain);
  open.onDidOpen(lookAgain);
  open.onDidClose(({ document: { uri } }) => {
    read.delete(uri);
    neighbours.forget(uri);
    models.forget(uri);
    for (const file of [uri, ...(elsewhere.get(uri) ?? [])]) {
      if (file === uri || !open.get(file)) void connection.sendDiagnostics({ uri: file, diagnostics: [] });
    }
    elsewhere.delete(uri);
  });
  open.listen(connection);

  return {
    get,
    settings: () => settings,
    diagnostics: diagnosticsOf,
    pull: (again) => {
      refresh = again;
    },
    configure: (changed) => {
      settings = { ...DEFAULT_SETTINGS, ...changed };
      read.clear();
      for (const uri of open.keys()) guarded(uri, () => publish(uri));
      if (open.keys().length > 0) refresh?.();
      lookAgain();
    },
    lookAgain,
  };
}

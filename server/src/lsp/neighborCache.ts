import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import type { Document } from '../core/document/document';
import type { Service } from '../core/service';
import type { FoundNeighbor, Machine } from './machine';
import type { EncodedDocuments } from './positionEncoding';

/** The texts that belong to the runs of open documents. They are read after an answer, never before one. */
export interface NeighborCache {
  get: (uri: string) => readonly FoundNeighbor[];
  /**
   * Returns whether a neighbor has changed. The disk is read only if the document names other files than before, or if
   * `force` says that files may have changed.
   */
  refresh: (uri: string, document: Document, force: boolean) => boolean;
  /** The text of a neighbor as an LSP document. */
  text: (uri: string, name: string) => TextDocument | undefined;
  forget: (uri: string) => void;
}

/** The texts that are open in the editor, saved or not. */
export interface OpenTexts {
  get: (uri: string) => string | undefined;
  uris: () => string[];
}

export function createNeighborCache(
  service: Service,
  host: Machine,
  open: OpenTexts,
  folders: () => readonly string[],
  texts: EncodedDocuments,
): NeighborCache {
  const cached = new Map<string, FoundNeighbor[]>();
  /** The file names of the last search: while they are the same, the disk is not read again. */
  const requested = new Map<string, string>();
  const getNeighbors = (uri: string): readonly FoundNeighbor[] => cached.get(uri) ?? [];
  return {
    get: getNeighbors,
    refresh: (uri, document, force) => {
      const wantedFiles = service.listNamedFiles(document).join('\0');
      const isSame = !force && requested.get(uri) === wantedFiles;
      requested.set(uri, wantedFiles);
      const before = getNeighbors(uri);
      const found = isSame ? before : findNeighbors(service, host, open, folders(), uri, document);
      const neighbors = found.map((neighbor) => takeOpenText(neighbor, open, before));
      cached.set(uri, neighbors);
      return neighbors.length !== before.length || neighbors.some((neighbor, index) => neighbor !== before[index]);
    },
    text: (uri, name) => {
      const neighbor = getNeighbors(uri).find((each) => each.name === name);
      return neighbor && texts.create(URI.file(neighbor.path).toString(), '', 0, neighbor.text);
    },
    forget: (uri) => {
      cached.delete(uri);
      requested.delete(uri);
    },
  };
}

/** A neighbor with its text in the editor, which takes precedence over the saved one; the same object if unchanged. */
function takeOpenText(neighbor: FoundNeighbor, open: OpenTexts, before: readonly FoundNeighbor[]): FoundNeighbor {
  const text = open.get(URI.file(neighbor.path).toString()) ?? neighbor.text;
  const previous = before.find(({ path, name }) => path === neighbor.path && name === neighbor.name);
  if (previous?.text === text) return previous;
  // The same object is parsed once, for all documents that it belongs to.
  return text === neighbor.text ? neighbor : { ...neighbor, text };
}

function findNeighbors(
  service: Service,
  host: Machine,
  open: OpenTexts,
  workspace: readonly string[],
  uri: string,
  document: Document,
): FoundNeighbor[] {
  const { scheme, fsPath, path } = URI.parse(uri);
  if (scheme !== 'file') return [];
  const names = service.listNamedFiles(document);
  if (names.length > 0) return host.readNamedFiles(fsPath, names, workspace);
  const name = fileNameOf(path);
  if (isScript(service, name)) return [];
  const saved = host.readMentioningScripts(fsPath, name, service.scriptExtensions, workspace);
  const savedPaths = saved.map((script) => script.path);
  return [...saved, ...findUnsavedScripts(service, open, path).filter((script) => !savedPaths.includes(script.path))];
}

/** Parses a URI; one that is not valid has no path. */
function parseUri(uri: string): { path: string; fsPath: string } {
  try {
    return URI.parse(uri);
  } catch {
    return { path: '', fsPath: '' };
  }
}

const fileNameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const parentFolderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
const isScript = (service: Service, name: string): boolean =>
  service.scriptExtensions.some((extension) => name.endsWith(extension));

/** Open scripts in the folder of the file, or the one above, that mention it and may not be on disk yet. */
function findUnsavedScripts(service: Service, open: OpenTexts, file: string): FoundNeighbor[] {
  const folders = [parentFolderOf(file), parentFolderOf(parentFolderOf(file))];
  return open.uris().flatMap((uri): FoundNeighbor[] => {
    const { path, fsPath } = parseUri(uri);
    const text = open.get(uri) ?? '';
    const isNearby = folders.includes(parentFolderOf(path)) && isScript(service, fileNameOf(path));
    return isNearby && text.includes(fileNameOf(file)) ? [{ name: fileNameOf(path), text, path: fsPath }] : [];
  });
}

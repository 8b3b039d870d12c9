import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import type { Document, FoundModel, Neighbor, WantedModel } from '../core/document/document';
import type { planLaunch } from '../core/planner';
import type { Service } from '../core/service';
import type { ReleaseFinder } from './releaseCache';

/** What the machine can do for the server. A host without files, such as a browser, reads none and launches nothing. */
export interface Host {
  readNamedFiles: (path: string, names: readonly string[], top: string | undefined) => (Neighbor & { path: string })[];
  readMentioningScripts: (path: string, name: string, extensions: readonly string[]) => (Neighbor & { path: string })[];
  findRelease: ReleaseFinder;
  /** The config.json of a model; `folders` are those that are open in the editor. */
  findModel: (path: string | undefined, folders: readonly string[], wanted: WantedModel) => FoundModel[];
  planLaunch?: typeof planLaunch;
}

export const NO_FILES: Host = {
  readNamedFiles: () => [],
  readMentioningScripts: () => [],
  findRelease: () => undefined,
  findModel: () => [],
};

/** The texts that belong to the runs of open documents. They are looked for after an answer, never before one. */
interface NeighborCache {
  get: (uri: string) => readonly (Neighbor & { path: string })[];
  /**
   * Looks whether anything is different from before. The disk is only asked where other files are named than
   * before, or `again` says that files may have changed.
   */
  refresh: (uri: string, document: Document, force: boolean) => boolean;
  /** The text of a neighbour as LSP needs it. */
  text: (uri: string, name: string) => TextDocument | undefined;
  forget: (uri: string) => void;
}

/** What is open in the editor, saved or not. */
interface OpenTexts {
  get: (uri: string) => string | undefined;
  uris: () => string[];
}

export function createNeighborCache(service: Service, host: Host, open: OpenTexts): NeighborCache {
  const cached = new Map<string, (Neighbor & { path: string })[]>();
  /** What was looked for: as long as that is the same, the disk need not be asked again. */
  const requested = new Map<string, string>();
  const getNeighbors = (uri: string) => cached.get(uri) ?? [];
  return {
    get: getNeighbors,
    refresh: (uri, document, force) => {
      const wantedFiles = service.listNamedFiles(document).join('\0');
      const isSame = !force && requested.get(uri) === wantedFiles;
      requested.set(uri, wantedFiles);
      const found = (isSame ? [...getNeighbors(uri)] : findNeighbors(service, host, open, uri, document)).map(
        (each) => {
          // What is open in the editor counts, not what was saved last.
          const text = open.get(URI.file(each.path).toString()) ?? each.text;
          const before = getNeighbors(uri).find(({ path }) => path === each.path);
          return before?.text === text ? before : { ...each, text };
        },
      );
      const before = getNeighbors(uri);
      cached.set(uri, found);
      return found.length !== before.length || found.some((each, index) => each !== before[index]);
    },
    text: (uri, name) => {
      const neighbor = getNeighbors(uri).find((each) => each.name === name);
      return neighbor && TextDocument.create(URI.file(neighbor.path).toString(), '', 0, neighbor.text);
    },
    forget: (uri) => {
      cached.delete(uri);
      requested.delete(uri);
    },
  };
}

type FoundNeighbor = Neighbor & { path: string };

function findNeighbors(
  service: Service,
  host: Host,
  open: OpenTexts,
  uri: string,
  document: Document,
): FoundNeighbor[] {
  const { scheme, fsPath, path } = URI.parse(uri);
  if (scheme !== 'file') return [];
  const names = service.listNamedFiles(document);
  if (names.length > 0) return host.readNamedFiles(fsPath, names, undefined);
  const name = fileNameOf(path);
  if (isScript(service, name)) return [];
  const saved = host.readMentioningScripts(fsPath, name, service.scriptExtensions);
  return [
    ...saved,
    ...findUnsavedScripts(service, open, path).filter((each) => !saved.some(({ path: known }) => known === each.path)),
  ];
}

const fileNameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const parentFolderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
const isScript = (service: Service, name: string): boolean =>
  service.scriptExtensions.some((ending) => name.endsWith(ending));

/** Open scripts in the folder of the file, or the one above, that mention it and may not be on disk yet. */
function findUnsavedScripts(service: Service, open: OpenTexts, file: string): FoundNeighbor[] {
  const folders = [parentFolderOf(file), parentFolderOf(parentFolderOf(file))];
  return open.uris().flatMap((uri): FoundNeighbor[] => {
    const { path, fsPath } = URI.parse(uri);
    const text = open.get(uri) ?? '';
    const isNearby = folders.includes(parentFolderOf(path)) && isScript(service, fileNameOf(path));
    return isNearby && text.includes(fileNameOf(file)) ? [{ name: fileNameOf(path), text, path: fsPath }] : [];
  });
}

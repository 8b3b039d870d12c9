import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import type { Document, FoundModel, Neighbour, WantedModel } from '../core/document/document';
import type { planLaunch } from '../core/planner';
import type { Service } from '../core/service';
import type { ReleaseFinder } from './releaseCache';

/** What the machine can do for the server. A host without files, such as a browser, reads none and launches nothing. */
export interface Host {
  named: (path: string, names: readonly string[], top: string | undefined) => (Neighbour & { path: string })[];
  mentioning: (path: string, name: string, endings: readonly string[]) => (Neighbour & { path: string })[];
  release: ReleaseFinder;
  /** The config.json of a model; `folders` are those that are open in the editor. */
  model: (path: string | undefined, folders: readonly string[], wanted: WantedModel) => FoundModel[];
  plan?: typeof planLaunch;
}

export const NO_FILES: Host = { named: () => [], mentioning: () => [], release: () => undefined, model: () => [] };

/** The texts that belong to the runs of open documents. They are looked for after an answer, never before one. */
interface Neighbours {
  of: (uri: string) => readonly (Neighbour & { path: string })[];
  /**
   * Looks whether anything is different from before. The disk is only asked where other files are named than
   * before, or `again` says that files may have changed.
   */
  look: (uri: string, document: Document, again: boolean) => boolean;
  /** The text of a neighbour as LSP needs it. */
  text: (uri: string, name: string) => TextDocument | undefined;
  forget: (uri: string) => void;
}

/** What is open in the editor, saved or not. */
interface OpenTexts {
  get: (uri: string) => string | undefined;
  uris: () => string[];
}

export function createNeighbours(service: Service, host: Host, open: OpenTexts): Neighbours {
  const known = new Map<string, (Neighbour & { path: string })[]>();
  /** What was looked for: as long as that is the same, the disk need not be asked again. */
  const asked = new Map<string, string>();
  const of = (uri: string) => known.get(uri) ?? [];
  return {
    of,
    look: (uri, document, again) => {
      const wanted = service.namedFiles(document).join('\0');
      const isSame = !again && asked.get(uri) === wanted;
      asked.set(uri, wanted);
      const found = (isSame ? [...of(uri)] : around(service, host, open, uri, document)).map((each) => {
        // What is open in the editor counts, not what was saved last.
        const text = open.get(URI.file(each.path).toString()) ?? each.text;
        const before = of(uri).find(({ path }) => path === each.path);
        return before?.text === text ? before : { ...each, text };
      });
      const before = of(uri);
      known.set(uri, found);
      return found.length !== before.length || found.some((each, index) => each !== before[index]);
    },
    text: (uri, name) => {
      const neighbour = of(uri).find((each) => each.name === name);
      return neighbour && TextDocument.create(URI.file(neighbour.path).toString(), '', 0, neighbour.text);
    },
    forget: (uri) => {
      known.delete(uri);
      asked.delete(uri);
    },
  };
}

type Found = Neighbour & { path: string };

function around(service: Service, host: Host, open: OpenTexts, uri: string, document: Document): Found[] {
  const { scheme, fsPath, path } = URI.parse(uri);
  if (scheme !== 'file') return [];
  const names = service.namedFiles(document);
  if (names.length > 0) return host.named(fsPath, names, undefined);
  const name = nameOf(path);
  if (isScript(service, name)) return [];
  const saved = host.mentioning(fsPath, name, service.scriptEndings);
  return [
    ...saved,
    ...unsaved(service, open, path).filter((each) => !saved.some(({ path: known }) => known === each.path)),
  ];
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
const isScript = (service: Service, name: string): boolean =>
  service.scriptEndings.some((ending) => name.endsWith(ending));

/** Open scripts in the folder of the file, or the one above, that mention it and may not be on disk yet. */
function unsaved(service: Service, open: OpenTexts, file: string): Found[] {
  const folders = [folderOf(file), folderOf(folderOf(file))];
  return open.uris().flatMap((uri): Found[] => {
    const { path, fsPath } = URI.parse(uri);
    const text = open.get(uri) ?? '';
    const isNear = folders.includes(folderOf(path)) && isScript(service, nameOf(path));
    return isNear && text.includes(nameOf(file)) ? [{ name: nameOf(path), text, path: fsPath }] : [];
  });
}

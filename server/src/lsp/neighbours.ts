import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import type { Document } from '../core/features/document';
import type { Neighbour } from '../core/features/joins';
import type { Service } from '../core/service';

/** Reads texts around a document. A host without files, such as a browser, reads none. */
export interface Host {
  named: (path: string, names: readonly string[], top: string | undefined) => (Neighbour & { path: string })[];
  mentioning: (path: string, name: string, endings: readonly string[]) => (Neighbour & { path: string })[];
}

export const NO_FILES: Host = { named: () => [], mentioning: () => [] };

/** The texts that belong to the runs of open documents. They are looked for after an answer, never before one. */
export interface Neighbours {
  of: (uri: string) => readonly (Neighbour & { path: string })[];
  /** Looks again, and says whether anything is different from before. */
  look: (uri: string, document: Document) => boolean;
  /** The text of a neighbour as LSP needs it. */
  text: (uri: string, name: string) => TextDocument | undefined;
  forget: (uri: string) => void;
}

export function createNeighbours(
  service: Service,
  host: Host,
  openText: (uri: string) => string | undefined,
): Neighbours {
  const known = new Map<string, (Neighbour & { path: string })[]>();
  const of = (uri: string) => known.get(uri) ?? [];
  return {
    of,
    look: (uri, document) => {
      const found = around(service, host, uri, document).map((each) => {
        // What is open in the editor counts, not what was saved last.
        const text = openText(URI.file(each.path).toString()) ?? each.text;
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
    forget: (uri) => known.delete(uri),
  };
}

function around(service: Service, host: Host, uri: string, document: Document): (Neighbour & { path: string })[] {
  const { scheme, fsPath, path } = URI.parse(uri);
  if (scheme !== 'file') return [];
  const names = service.namedFiles(document);
  if (names.length > 0) return host.named(fsPath, names, undefined);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const isScript = service.scriptEndings.some((ending) => name.endsWith(ending));
  return isScript ? [] : host.mentioning(fsPath, name, service.scriptEndings);
}

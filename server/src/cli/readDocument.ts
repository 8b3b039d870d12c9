import { basename, dirname, resolve } from 'node:path';
import { isConfigFileName } from '../core/config/extensions';
import type { DocumentContext } from '../core/document/document';
import type { Service } from '../core/service';
import type { Syntax } from '../core/syntax/syntax';
import type { createHost } from '../host/machine';

/** The access to files of everything that reads documents outside of an editor. */
export type DocumentHost = Pick<
  ReturnType<typeof createHost>,
  'findModels' | 'findRelease' | 'readMentioningScripts' | 'readNamedFiles'
>;

/** The folders around a document, in which its runs find their files. */
export interface DocumentFolders {
  workspace: readonly string[];
  /** The folders in which the name of a model may be a path. */
  models: readonly string[];
  /** Folders of models that the settings of the project name. */
  project?: { base: string; names: readonly string[] } | undefined;
  /** The outermost folder in which files that name a release are searched; without it, the root of the repository. */
  top?: string;
  /** The interpreter that the user selected. */
  interpreter?: string | undefined;
}

/** Reads a document with the texts and models that belong to its runs. */
export function readDocumentWith(
  host: DocumentHost,
  folders: DocumentFolders,
  service: Service,
  { path, text, syntax }: { path: string; text: string; syntax: Syntax },
  context: DocumentContext,
) {
  const { workspace, models: modelFolders, project, top, interpreter } = folders;
  const found =
    context.swiftVersion === undefined && context.project?.release === undefined
      ? host.findRelease(dirname(resolve(path)), top, service.catalog.releases, { workspace, interpreter })
      : undefined;
  const documentContext = { ...context, found };
  const unjoined = service.read(text, syntax, documentContext);
  const fileNames = service.listNamedFiles(unjoined);
  // Scripts are not named by others.
  const readNamingScripts = () =>
    isConfigFileName(path) ? host.readMentioningScripts(path, basename(path), service.scriptExtensions, workspace) : [];
  const neighbors = fileNames.length > 0 ? host.readNamedFiles(path, fileNames, workspace) : readNamingScripts();
  const paths = new Map(neighbors.map((neighbor) => [neighbor.name, neighbor.path]));
  const joined =
    neighbors.length === 0
      ? unjoined
      : service.read(text, syntax, { ...documentContext, name: basename(path), neighbors });
  const models = host.findModels(resolve(path), modelFolders, service.listWantedModels(joined), project);
  const document = models.length === 0 ? joined : service.read(text, syntax, { ...joined.context, models });
  return { document, pathOf: (name: string): string => paths.get(name) ?? name };
}

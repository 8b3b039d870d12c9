import nodePath from 'node:path';
import { findSyntaxOf, MAX_ARGUMENT_BYTES, toReadError } from '../cli/files';
import { addProject } from '../cli/projectSettings';
import { readDocumentWith } from '../cli/readDocument';
import { listConfigFiles } from '../cli/selection/listConfigFiles';
import { type ReadError, UsageError } from '../cli/usageError';
import type { DocumentContext } from '../core/document/document';
import { PROJECT_FILE } from '../core/project/projectSettings';
import type { Service } from '../core/service';
import { type Confinement, createConfinedHost } from '../host/confinedHost';
import type { Search } from '../host/fileReader';
import { parseJson } from '../host/json';
import type { ToolEditor } from '../lsp/machine';
import { createLocator, type WorkspaceFile } from './locate';

/** The folders that agents may ask about. Every path in an argument is resolved here, and nowhere else. */
export interface Workspace {
  /** Resolves a path. Refuses one that is outside by its text; one that leads outside is refused when it is read. */
  locate: (path: string) => WorkspaceFile;
  /** Whether a path is an existing folder. */
  isFolder: (file: WorkspaceFile) => boolean;
  /** Lists the scripts and config files below a folder. A folder that cannot be read is left out. */
  listConfigFiles: (folder: WorkspaceFile, onUnreadable: (error: ReadError) => void) => WorkspaceFile[];
  /** Reads the text of a file, or that of the editor in which it is open. */
  readText: (file: WorkspaceFile) => string;
  readJson: (path: string) => unknown;
  /** Reads a document with the files that belong to its runs; `text` takes the place of its content. */
  readDocument: (
    file: WorkspaceFile,
    context: DocumentContext,
    text?: string,
  ) => ReturnType<typeof readDocumentWith> & {
    nameOf: (name: string) => string;
    /** The `preflight.toml` that it has its settings from. */
    project: { path: string; text: string } | undefined;
  };
  /** The release of a file that is not written yet, as the settings of the first folder that name one say. */
  releaseOfNewFile: () => string | undefined;
  /** Reads a file that a command of a document names. */
  readNamedFile: (file: WorkspaceFile, name: string) => string | undefined;
}

/** The part of an editor that decides how files are read. */
type TextEditor = Pick<ToolEditor, 'openText' | 'contextOf' | 'interpreterOf'>;

const NO_EDITOR: TextEditor = { openText: () => undefined, contextOf: () => ({}), interpreterOf: () => undefined };

/** Creates the access of agents to files. */
export function createWorkspace(
  service: Service,
  confinement: Confinement,
  { openText, contextOf, interpreterOf }: TextEditor = NO_EDITOR,
): Workspace {
  const roots = confinement.roots.map((root) => nodePath.resolve(root));
  const { reader, host } = createConfinedHost(confinement);
  const begin = (): Search => {
    const limits = { paths: Number.POSITIVE_INFINITY, bytes: MAX_ARGUMENT_BYTES, entries: Number.POSITIVE_INFINITY };
    return reader.begin(undefined, roots, limits);
  };
  const readText = ({ path, name }: WorkspaceFile): string => {
    const open = openText(path);
    if (open !== undefined) return open;
    const found = begin().read(path, MAX_ARGUMENT_BYTES);
    if (found === 'denied')
      throw new UsageError(`${name} cannot be read: it is not readable, or leads out of the workspace`);
    if (typeof found === 'string') throw toReadError(name, found);
    return found.text;
  };
  /** Finds the settings of the project of a file within the workspace; a file of settings that cannot be read is none. */
  const findProjectOf = (root: string, path: string) => {
    const found = host.findProject(nodePath.dirname(path), root, roots);
    return found && 'text' in found ? { ...found, text: openText(found.path) ?? found.text } : undefined;
  };
  const { locate, toFile } = createLocator(roots, nodePath, (file) => begin().stat(file) !== undefined);
  return {
    locate,
    isFolder: ({ path }) => begin().stat(path)?.kind === 'folder',
    listConfigFiles: ({ path, root }, onUnreadable) =>
      listConfigFiles(service, path, {
        search: begin(),
        onUnreadable,
        findProjectOf: (file) => findProjectOf(root, file),
      }).flatMap((file) => toFile(root, file) ?? []),
    readText,
    readJson: (path) => {
      const file = locate(path);
      const parsed = parseJson(readText(file));
      if ('value' in parsed) return parsed.value;
      throw new UsageError(`${file.name} is not valid JSON: ${parsed.problem}`);
    },
    readDocument: (file, context, text = readText(file)) => {
      const { path, name, root } = file;
      const syntax = findSyntaxOf(service, name, text);
      const given = Object.entries(context).filter(([, value]) => value !== undefined);
      const known = { ...contextOf(path), ...Object.fromEntries(given) };
      const found = findProjectOf(root, path);
      const project = addProject(service, known, found, path);
      const folders = {
        workspace: roots,
        models: [root],
        project: project.modelFolders,
        top: root,
        interpreter: interpreterOf(path),
      };
      const read = readDocumentWith(host, folders, service, { path, text, syntax }, project.context);
      const nameOf = (named: string): string => toFile(root, nodePath.resolve(root, read.pathOf(named)))?.name ?? named;
      return { ...read, nameOf, project: found && { path: nameOf(found.path), text: found.text } };
    },
    releaseOfNewFile: () =>
      roots.flatMap((root) => {
        const path = nodePath.join(root, PROJECT_FILE);
        const { swiftVersion, project } = addProject(service, contextOf(path), findProjectOf(root, path), path).context;
        return swiftVersion ?? project?.release ?? [];
      })[0],
    readNamedFile: ({ path }, name) => host.readNamedFiles(path, [name], roots)[0]?.text,
  };
}

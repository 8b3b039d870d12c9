import { URI } from 'vscode-uri';
import type { Release } from '../core/catalog/release';
import type { FileSettings } from '../core/project/projectSettings';
import type { Service } from '../core/service';
import type { Log } from './handler';
import type { FoundProject, Machine, ModelFolders } from './machine';
import type { OpenTexts } from './neighborCache';
import { folderSettingsOf } from './settings';
import type { Settings } from './settingsProtocol';

/** The settings of a project for a document. */
export interface DocumentProject {
  settings: FileSettings;
  /** The path of the `preflight.toml` from the folder of the document. */
  file: string;
  models: ModelFolders;
}

/** The settings of projects for open documents. Like neighbors, they are read after an answer, never before one. */
export interface ProjectCache {
  get: (uri: string) => DocumentProject | undefined;
  /**
   * Returns whether the settings have changed. The disk is read only for a folder that is new, or if `force` says that
   * files may have changed; the text of an open `preflight.toml` takes precedence over the saved one.
   */
  refresh: (uri: string, force: boolean) => boolean;
  /** The release that the `preflight.toml` of the first folder that has one names. */
  findRelease: (folders: readonly string[]) => Release | undefined;
  /** The `preflight.toml` that a document has its settings from. */
  file: (uri: string) => ProjectText | undefined;
  forget: (uri: string) => void;
}

const FILE_NAME = '/preflight.toml';

/** Whether a document is a `preflight.toml`. */
export const isProjectFile = (uri: string): boolean => uri.endsWith(FILE_NAME);

const folderOf = (uri: string): string => uri.slice(0, uri.lastIndexOf('/'));

/** A `preflight.toml` with its text in the editor or on disk. */
export interface ProjectText {
  uri: string;
  text: string;
}

export function createProjectCache(
  { project }: Service,
  find: Machine['findProject'],
  open: OpenTexts,
  settings: () => Settings,
  folders: () => readonly string[],
  log: Log,
): ProjectCache {
  const found = new Map<string, FoundProject | undefined>();
  const cached = new Map<string, { source: ProjectText; key: string; project: DocumentProject }>();
  const findOnDisk = (uri: string, force: boolean): FoundProject | undefined => {
    const folder = folderOf(uri);
    if (URI.parse(uri).scheme !== 'file') return undefined;
    if (!found.has(folder) || force) {
      const { root } = folderSettingsOf(settings(), uri);
      const top = root === undefined ? undefined : URI.parse(root).fsPath;
      const file = find(URI.parse(folder).fsPath, top, folders());
      const problem = describeProblem(file);
      if (problem !== '' && problem !== describeProblem(found.get(folder))) log(problem);
      found.set(folder, file);
    }
    return found.get(folder);
  };
  const findText = (uri: string, force: boolean): ProjectText | undefined => {
    const file = findOnDisk(uri, force);
    if (!file) return URI.parse(uri).scheme === 'file' ? undefined : findGiven(open, settings().projectTexts, uri);
    const own = URI.file(file.path).toString();
    const text = open.get(own) ?? ('text' in file ? file.text : undefined);
    return text === undefined ? undefined : { uri: own, text };
  };
  return {
    get: (uri) => cached.get(uri)?.project,
    refresh: (uri, force) => {
      const source = findText(uri, force);
      const before = cached.get(uri);
      if (source?.uri === before?.source.uri && source?.text === before?.source.text) return false;
      if (!source) return cached.delete(uri);
      const resolved = resolveFor(project, source, uri);
      // The findings in a file that is not open are published with the documents that use it.
      const key = JSON.stringify([resolved, open.get(source.uri) === undefined && source.text]);
      cached.set(uri, { source, key, project: resolved });
      return key !== before?.key;
    },
    findRelease: (folderUris) => {
      for (const folder of folderUris) {
        const found = findText(`${folder.replace(/\/$/, '')}/`, true);
        if (found) return project.read(found.text).settings.base.release;
      }
      return undefined;
    },
    file: (uri) => cached.get(uri)?.source,
    forget: (uri) => void cached.delete(uri),
  };
}

const describeProblem = (file: FoundProject | undefined): string =>
  file && 'problem' in file ? `${file.path} cannot be read, so that it has no effect: ${file.problem}` : '';

/**
 * The nearest `preflight.toml` above a document, in a workspace whose files the server cannot read: an open one, or one whose
 * text the editor has sent.
 */
function findGiven(open: OpenTexts, sent: Settings['projectTexts'], uri: string): ProjectText | undefined {
  const given = [...open.uris().filter(isProjectFile), ...Object.keys(sent)];
  const above = given.filter((each) => uri.startsWith(`${folderOf(each)}/`));
  const nearest = above.sort((a, b) => b.length - a.length)[0] ?? '';
  const text = open.get(nearest) ?? sent[nearest];
  return text === undefined ? undefined : { uri: nearest, text };
}

function resolveFor(project: Service['project'], { uri: file, text }: ProjectText, uri: string): DocumentProject {
  const folder = folderOf(file);
  // An editor may write the address of the same folder in another way, so the parts are counted from the end.
  const path = URI.parse(uri).path.slice(URI.parse(folder).path.length + 1);
  const settings = project.resolve(text, path);
  const levels = path.split('/').length - 1;
  return {
    settings,
    file: `${'../'.repeat(levels)}preflight.toml`,
    models: { base: URI.parse(folder).fsPath, names: settings.models },
  };
}

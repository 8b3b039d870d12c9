import { dirname, relative, resolve, sep } from 'node:path';
import type { DocumentContext } from '../core/document/document';
import { type FileSettings, PROJECT_FILE } from '../core/project/projectSettings';
import type { Service } from '../core/service';
import type { FileReader } from '../host/fileReader';
import { createFindProject, type ProjectProblem } from '../host/projectFile';

/** The settings of the project that a command uses: a named file, none, or for each config the nearest file above it. */
export interface ProjectChoice {
  /** The `preflight.toml` that `--config` names. Its patterns begin at the current folder. */
  config?: { path: string; text: string } | undefined;
  isIsolated?: boolean | undefined;
  /** Called with the settings of each file. */
  onUse?: ((project: Project) => void) | undefined;
}

/** A `preflight.toml`, and the folder at which its patterns begin. */
export interface Project {
  path: string;
  folder: string;
  text: string;
}

/** Finds the settings of the project of a file; undefined if there are none. */
type FindProject = (path: string, choice: ProjectChoice) => Project | undefined;

/** Creates the function that finds projects. `toError` explains why a `preflight.toml` that exists cannot be read. */
export function createProjectFinder(
  reader: FileReader,
  toError: (path: string, problem: ProjectProblem) => Error,
): FindProject {
  const find = createFindProject(reader);
  const findNearest = (path: string): Project | undefined => {
    const current = process.cwd();
    const found = find(dirname(resolve(path)), current, [current, dirname(path)]);
    if (!found) return undefined;
    const shown = relative(current, found.path);
    if ('problem' in found) throw toError(shown, found.problem);
    return { ...found, path: shown };
  };
  return (path, { config, isIsolated, onUse }) => {
    if (isIsolated) return undefined;
    const project = config ? { ...config, folder: process.cwd() } : findNearest(path);
    if (project) onUse?.(project);
    return project;
  };
}

/** The settings of a project for a file or folder. */
export const settingsOf = (
  service: Service,
  { folder, text }: Pick<Project, 'folder' | 'text'>,
  path: string,
): FileSettings => service.project.resolve(text, relative(folder, resolve(path)).split(sep).join('/'));

/** Adds the settings of a project for a file to a context. */
export function addProject(service: Service, context: DocumentContext, project: Project | undefined, path: string) {
  if (!project) return { context, modelFolders: undefined };
  const settings = settingsOf(service, project, path);
  return {
    context: service.project.addSettings(context, settings, project.path),
    modelFolders: { base: project.folder, names: settings.models },
  };
}

/** Whether a file holds the settings of a project. */
export const isProjectFile = (path: string): boolean => path.split(/[\\/]/).at(-1) === PROJECT_FILE;

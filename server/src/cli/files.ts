import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isConfigFileName } from '../core/config/extensions';
import type { DocumentContext } from '../core/document/document';
import type { Service } from '../core/service';
import { findRelease, listActiveEnvironments } from '../host/environment';
import { readMentioningScripts, readNamedFiles } from '../host/files';
import { createFindModel } from '../host/models';

// Files that the command line reads, and the errors of doing so.

/** A request that cannot be carried out; it prints one line and exits with code 2. */
export class UsageError extends Error {}

const findModel = createFindModel();

/** Reads a document with the texts and models that belong to its runs. */
export function readDocument(service: Service, path: string, text: string, context: DocumentContext) {
  const syntax = service.findSyntax(undefined, path);
  if (!syntax) throw new UsageError(`${path} is neither a shell script nor a YAML file by its name`);
  const found = context.swiftVersion === undefined ? findReleaseOf(service, path) : undefined;
  const documentContext = { ...context, found };
  const unjoined = service.read(text, syntax, documentContext);
  const fileNames = service.listNamedFiles(unjoined);
  const neighbors =
    fileNames.length > 0 ? readNamedFiles(path, fileNames, undefined) : readNamingScripts(service, path);
  const paths = new Map(neighbors.map((neighbor) => [neighbor.name, neighbor.path]));
  const joined =
    neighbors.length === 0
      ? unjoined
      : service.read(text, syntax, { ...documentContext, name: basename(path), neighbors });
  const models = service
    .listWantedModels(joined)
    .flatMap((wanted) => findModel(resolve(path), [process.cwd()], wanted));
  const document = models.length === 0 ? joined : service.read(text, syntax, { ...joined.context, models });
  return { document, pathOf: (name: string): string => paths.get(name) ?? name };
}

/** The scripts around a config file that name it. Scripts are not named by others. */
const readNamingScripts = (service: Service, path: string) =>
  isConfigFileName(path) ? readMentioningScripts(path, basename(path), service.scriptExtensions) : [];

/** The release that files next to a document, or above it, name. */
const findReleaseOf = (service: Service, path: string) =>
  findRelease(dirname(resolve(path)), undefined, service.catalog.releases, { active: listActiveEnvironments() });

export function readStat(path: string): { isDirectory: () => boolean } {
  try {
    return statSync(path);
  } catch (error) {
    throw toReadError(path, error);
  }
}

export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw toReadError(path, error);
  }
}

export function readJsonFile(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not valid JSON: ${(error as Error).message}`);
  }
}

/** Parses the only argument of a command, `PATH[:LINE]`. */
export function parseLocation(
  verb: string,
  [argument, ...more]: readonly string[],
): { path: string; line: number | undefined } {
  if (!argument || more.length > 0) throw new UsageError(`${verb} needs one PATH, optionally with a line: PATH:LINE`);
  const [, path = argument, line] = /^(.*):(\d+)$/.exec(argument) ?? [];
  return { path, line: line === undefined ? undefined : Number(line) };
}

const REASONS: Record<string, string> = { ENOENT: 'no such file', EACCES: 'permission denied', EISDIR: 'is a folder' };

const toReadError = (path: string, error: unknown): UsageError => {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return new UsageError(`${path} cannot be read: ${REASONS[code] ?? (error as Error).message}`);
};

/** Lists all shell scripts and YAML files below a folder in a stable order, except in hidden folders and node_modules. */
export function listConfigFiles(service: Service, folder: string): string[] {
  let entries: import('node:fs').Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw toReadError(folder, error);
  }
  return entries
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return listConfigFiles(service, path);
      const syntax = entry.isFile() ? service.findSyntax(undefined, entry.name) : undefined;
      return syntax && !syntax.onlyWhenReferenced ? [path] : [];
    });
}

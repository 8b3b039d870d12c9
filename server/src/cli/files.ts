import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isConfigFileName } from '../core/config/extensions';
import type { DocumentContext } from '../core/document/document';
import type { Service } from '../core/service';
import { findRelease, listActiveEnvironments } from '../host/environment';
import { readMentioningScripts, readNamedFiles } from '../host/files';
import { createFindModel } from '../host/models';

/** The files that a command of the command line reads and writes, and what is said where that cannot be done. */

/** A request that cannot be carried out: said in one line, with exit code 2. */
export class UsageError extends Error {}

const findModel = createFindModel();

/** A document with the texts and models that belong to its runs. */
export function readDocument(service: Service, path: string, text: string, context: DocumentContext) {
  const syntax = service.findSyntax(undefined, path);
  if (!syntax) throw new UsageError(`${path}: neither a shell script nor YAML by its name`);
  const found = context.swiftVersion === undefined ? findReleaseOf(service, path) : undefined;
  const documentContext = { ...context, found };
  const unjoined = service.read(text, syntax, documentContext);
  const fileNames = service.listNamedFiles(unjoined);
  const neighbors =
    fileNames.length > 0 ? readNamedFiles(path, fileNames, undefined) : readNamingScripts(service, path);
  const paths = new Map(neighbors.map((each) => [each.name, each.path]));
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

/** Only a file that is no script itself can be named by the scripts around it. */
const readNamingScripts = (service: Service, path: string) =>
  isConfigFileName(path) ? readMentioningScripts(path, basename(path), service.scriptExtensions) : [];

/** The release that files beside a document, or above it, name. */
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
    throw new UsageError(`${path} is no JSON: ${(error as Error).message}`);
  }
}

/** The one `PATH[:LINE]` that a command of the command line is given. */
export function parseLocation(
  verb: string,
  [argument, ...more]: readonly string[],
): { path: string; line: number | undefined } {
  if (!argument || more.length > 0)
    throw new UsageError(`${verb} needs one PATH, with a line behind a colon if you like`);
  const [, path = argument, line] = /^(.*):(\d+)$/.exec(argument) ?? [];
  return { path, line: line === undefined ? undefined : Number(line) };
}

export function writeText(path: string, text: string, mode?: number): void {
  try {
    writeFileSync(path, text, { mode });
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${(error as Error).message}`);
  }
}

/** Changes a file that was read as a text. What is not UTF-8 would not come back as it was, and is left as it is. */
export function replaceText(path: string, before: string, after: string): void {
  if (!Buffer.from(before).equals(readFileSync(path)))
    throw new UsageError(`${path} is not UTF-8 and is left as it is`);
  writeText(path, after);
}

const REASONS: Record<string, string> = { ENOENT: 'no such file', EACCES: 'permission denied', EISDIR: 'is a folder' };

const toReadError = (path: string, error: unknown): UsageError => {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return new UsageError(`${path} cannot be read: ${REASONS[code] ?? (error as Error).message}`);
};

/** All shell scripts and YAML files below a folder, in a stable order; hidden folders and node_modules are left out. */
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

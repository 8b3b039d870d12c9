import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Surroundings } from '../core/document/document';
import type { Service } from '../core/service';
import { activeEnvironments, findRelease } from '../host/environment';
import { readMentioning, readNamed } from '../host/files';
import { createFindModel } from '../host/models';

/** The files that a command of the command line reads and writes, and what is said where that cannot be done. */

/** A request that cannot be carried out: said in one line, with exit code 2. */
export class Refusal extends Error {}

const findModel = createFindModel();

/** A document with the texts and models that belong to its runs. */
export function readDocument(service: Service, path: string, text: string, around: Surroundings) {
  const syntax = service.syntaxFor(undefined, path);
  if (!syntax) throw new Refusal(`${path}: neither a shell script nor YAML by its name`);
  const found = around.swiftVersion === undefined ? releaseAround(service, path) : undefined;
  const near = { ...around, found };
  const alone = service.read(text, syntax, near);
  const named = service.namedFiles(alone);
  const neighbours = named.length > 0 ? readNamed(path, named, undefined) : mentioning(service, path);
  const paths = new Map(neighbours.map((each) => [each.name, each.path]));
  const joined =
    neighbours.length === 0 ? alone : service.read(text, syntax, { ...near, name: basename(path), neighbours });
  const models = service.wantedModels(joined).flatMap((wanted) => findModel(resolve(path), [process.cwd()], wanted));
  const document = models.length === 0 ? joined : service.read(text, syntax, { ...joined.around, models });
  return { document, pathOf: (name: string): string => paths.get(name) ?? name };
}

/** Only a file that is no script itself can be named by the scripts around it. */
const mentioning = (service: Service, path: string) =>
  /\.(?:ya?ml|json)$/.test(path) ? readMentioning(path, basename(path), service.scriptEndings) : [];

/** The release that files beside a document, or above it, name. */
const releaseAround = (service: Service, path: string) =>
  findRelease(dirname(resolve(path)), undefined, service.catalog.releases, { active: activeEnvironments() });

export function statOf(path: string): { isDirectory: () => boolean } {
  try {
    return statSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

export function readJson(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal(`${path} is no JSON: ${(error as Error).message}`);
  }
}

/** The one `PATH[:LINE]` that a command of the command line is given. */
export function placeIn(verb: string, [given, ...more]: readonly string[]): { path: string; line: number | undefined } {
  if (!given || more.length > 0) throw new Refusal(`${verb} needs one PATH, with a line behind a colon if you like`);
  const [, path = given, line] = /^(.*):(\d+)$/.exec(given) ?? [];
  return { path, line: line === undefined ? undefined : Number(line) };
}

export function writeText(path: string, text: string, mode?: number): void {
  try {
    writeFileSync(path, text, { mode });
  } catch (error) {
    throw new Refusal(`${path} cannot be written: ${(error as Error).message}`);
  }
}

/** Changes a file that was read as a text. What is not UTF-8 would not come back as it was, and is left as it is. */
export function changeText(path: string, before: string, after: string): void {
  if (!Buffer.from(before).equals(readFileSync(path))) throw new Refusal(`${path} is not UTF-8 and is left as it is`);
  writeText(path, after);
}

const REASONS: Record<string, string> = { ENOENT: 'no such file', EACCES: 'permission denied', EISDIR: 'is a folder' };

const unreadable = (path: string, error: unknown): Refusal => {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return new Refusal(`${path} cannot be read: ${REASONS[code] ?? (error as Error).message}`);
};

/** All shell scripts and YAML files below a folder, in a stable order; hidden folders and node_modules are left out. */
export function filesIn(service: Service, folder: string): string[] {
  let entries: import('node:fs').Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw unreadable(folder, error);
  }
  return entries
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesIn(service, path);
      const syntax = entry.isFile() ? service.syntaxFor(undefined, entry.name) : undefined;
      return syntax && !syntax.onlyNamed ? [path] : [];
    });
}

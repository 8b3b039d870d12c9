import { dirname } from 'node:path';
import type { Release } from '../core/catalog/release';
import type { DocumentContext } from '../core/document/document';
import { PROJECT_FILE } from '../core/project/projectSettings';
import type { Service } from '../core/service';
import { readAtMost } from '../host/disk';
import { createFileReader, type Search } from '../host/fileReader';
import { parseJson } from '../host/json';
import { createHost } from '../host/machine';
import type { ProjectProblem } from '../host/projectFile';
import { addProject, createProjectFinder, type ProjectChoice } from './projectSettings';
import { readDocumentWith } from './readDocument';
import { recognizeScript } from './selection/recognizeKind';
import { shareSearches } from './shareSearches';
import { traceReader } from './tracedReader';
import { ReadError, UsageError } from './usageError';

// Files that the command line reads, and the errors of doing so.

/** Limit of a file that the user names, in bytes. */
export const MAX_ARGUMENT_BYTES = 32_000_000;

const reader = traceReader(createFileReader());
const host = shareSearches(createHost(reader));
const findProject = createProjectFinder(reader, (path, problem) => toReadError(path, problem));

/** Runs a check that reads every file anew. Returns the paths of the files that it read or looked for. */
export function traceReads(check: () => void): string[] {
  host.forgetSearches();
  reader.paths.clear();
  check();
  return [...reader.paths];
}

/** Files that the user names are read from everywhere, and as many as there are. */
export const searchAround = (path: string): Search =>
  reader.begin(undefined, [process.cwd(), path, dirname(path)], {
    paths: Number.POSITIVE_INFINITY,
    bytes: Number.POSITIVE_INFINITY,
    entries: Number.POSITIVE_INFINITY,
  });

/** The context of documents as options give it. */
export interface CommandContext extends DocumentContext {
  projectChoice?: ProjectChoice;
}

/** Creates the function that finds the settings of the project of a file. */
export const createFindProjectOf =
  ({ projectChoice = {} }: CommandContext) =>
  (path: string) =>
    findProject(path, projectChoice);

/** Finds the release that the settings of the project name for the current folder; undefined if they name none. */
export function findProjectRelease({ project }: Service, choice: ProjectChoice): Release | undefined {
  const found = findProject(PROJECT_FILE, choice);
  return found && project.read(found.text).settings.base.release;
}

/** Reads a document with the texts and models that belong to its runs, and with the settings of its project. */
export function readDocument(
  service: Service,
  path: string,
  text: string,
  { projectChoice = {}, ...options }: CommandContext,
) {
  const project = findProject(path, projectChoice);
  const { context, modelFolders } = addProject(service, options, project, path);
  const folders = { workspace: [process.cwd(), dirname(path)], models: [process.cwd()], project: modelFolders };
  const syntax = findSyntaxOf(service, path, text);
  return { ...readDocumentWith(host, folders, service, { path, text, syntax }, context), project };
}

/** Finds the syntax of a file by its name, or by its first line. */
export function findSyntaxOf(service: Service, path: string, text: string) {
  const syntax = service.findSyntax(undefined, path) ?? service.findSyntax(undefined, recognizeScript(text) ?? '');
  if (syntax) return syntax;
  throw new UsageError(`${path} is not a shell script, YAML, JSON, Markdown or Python file by its name or first line`);
}

/** Reads a file that a command of a document names, next to the document or above it. */
export const readNamedFile = (path: string, name: string): string | undefined =>
  host.readNamedFiles(path, [name], [process.cwd(), dirname(path)])[0]?.text;

export function readStat(path: string): { isDirectory: () => boolean } {
  const search = searchAround(path);
  const stamp = search.stat(path);
  if (stamp) return { isDirectory: () => stamp.kind === 'folder' };
  throw toReadError(path, search.read(path) as ProjectProblem);
}

export function readText(path: string): string {
  const found = searchAround(path).read(path, MAX_ARGUMENT_BYTES);
  if (typeof found === 'string') throw toReadError(path, found);
  return found.text;
}

/** Reads the standard input of the program. */
export function readStandardInput(): string {
  const text = readAtMost(0, MAX_ARGUMENT_BYTES)?.toString('utf8');
  if (text === undefined) throw toReadError('standard input', 'large');
  return text;
}

export function readJsonFile(path: string): unknown {
  const parsed = parseJson(readText(path));
  if ('value' in parsed) return parsed.value;
  throw new UsageError(`${path} is not valid JSON: ${parsed.problem}`);
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

/** The reasons for which a file is not read, each with the way out. */
const REASONS: Readonly<Record<ProjectProblem, string>> = {
  missing: 'no such file',
  denied: 'permission denied',
  folder: 'is a folder',
  special: 'only regular files are read, not pipes, sockets or devices; write its content to a file first',
  large: `it has more than ${MAX_ARGUMENT_BYTES / 1_000_000} MB, so it is not a training config; name a smaller file`,
  network: 'it is a device, or on another machine; copy it to this machine first',
  budget: 'too many files were read; name fewer files',
  unreadable: 'the system reports an error; check the file and its disk',
  outside: 'it is a link to a file outside of the project; replace it with a file, or leave it out with --isolated',
};

/** Explains why a file cannot be read. A function, since the search for projects above is created with it. */
export function toReadError(path: string, problem: ProjectProblem): ReadError {
  const isMisnamed = problem === 'missing' && path.includes(UNREADABLE_NAME);
  return new ReadError(`${path} cannot be read: ${isMisnamed ? MISNAMED : REASONS[problem]}`, problem);
}

/** The character that takes the place of the bytes of a name that are not UTF-8. */
const UNREADABLE_NAME = '\ufffd';
const MISNAMED = 'its name is not valid UTF-8; rename it';

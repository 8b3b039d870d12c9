import { dirname } from 'node:path';
import { applyEdits } from '../core/config/edit';
import { isConfigFileName } from '../core/config/extensions';
import type { Service } from '../core/service';
import { replaceFileText } from '../host/writeFiles';
import { type CheckedFile, checkDocument, mergeFiles, reportFindingsOf } from './checkReport';
import { type CommandContext, createFindProjectOf, readDocument, readStandardInput, readStat, readText } from './files';
import type { Omissions } from './omissions';
import { isProjectFile } from './projectSettings';
import { reportProject } from './reportProject';
import { listConfigFiles } from './selection/listConfigFiles';
import { recognizeKind } from './selection/recognizeKind';
import { UsageError } from './usageError';

/** The files to check, and the circumstances of their runs. */
export interface Selection {
  /** Files, folders, and `-` for standard input. */
  paths: readonly string[];
  /** The file name of standard input; undefined to recognize its kind. */
  stdinName: string | undefined;
  isExcluded: (path: string) => boolean;
  context: CommandContext;
}

export interface CheckResult {
  files: CheckedFile[];
  /** Why there was nothing to check, one message for each path. */
  empty: string[];
}

/** A file to check. The text of standard input is known. */
export interface Target {
  path: string;
  /** The folder in which fixes are written; undefined for standard input. */
  folder: string | undefined;
  /** The user names the file, rather than a folder around it. */
  isNamed: boolean;
  text?: string;
}

/** Lists the files to check. */
export function listTargets(
  service: Service,
  { paths, stdinName, isExcluded = () => false, context }: Partial<Selection> & Pick<Selection, 'paths' | 'context'>,
  { note }: Pick<Omissions, 'note'>,
): Target[] {
  return paths.flatMap((path): Target[] => {
    if (path === '-') {
      const text = readStandardInput();
      const name = stdinName ?? `stdin${recognizeKind(service, text)}`;
      return isExcluded(name) ? [] : [{ path: name, folder: undefined, isNamed: true, text }];
    }
    if (readStat(path).isDirectory())
      return listConfigFiles(service, path, {
        findProjectOf: createFindProjectOf(context),
        isExcluded,
        onUnreadable: (error) => note({ isNamed: false }, error),
      }).map((file) => ({ path: file, folder: path, isNamed: false }));
    return isExcluded(path) ? [] : [{ path, folder: dirname(path), isNamed: true }];
  });
}

/** Checks files with those that they name. `onFile` is called before each. */
export function checkTargets(
  service: Service,
  targets: readonly Target[],
  { paths, context }: Selection,
  omissions: Omissions,
  onFile: (path: string, index: number) => void,
): CheckResult {
  const empty: string[] = [];
  const check = ({ path, folder, isNamed, text = readText(path) }: Target): CheckedFile[] => {
    if (isProjectFile(path)) return reportProject(service, { path, text });
    const { document, project, pathOf } = readDocument(service, path, text, context);
    const checked = checkDocument(service, path, document, pathOf);
    if (isNamed && !checked.some(hasCommand))
      empty.push(folder === undefined ? EMPTY_INPUT : describeEmptyFile(path, text));
    return [...reportProject(service, project), ...checked];
  };
  const files = targets.flatMap((target, index) => {
    onFile(target.path, index);
    return omissions.attempt(target, () => check(target)) ?? [];
  });
  const isExplained = empty.length > 0 || omissions.hasFailed();
  if (!isExplained && !files.some(hasCommand)) empty.push(describeEmptyPaths(paths, targets.length));
  return { files: mergeFiles(files), empty };
}

/** Whether a file has a command, or a finding that explains why none was read. */
const hasCommand = ({ report }: CheckedFile): boolean =>
  report.commands.length > 0 || reportFindingsOf(report).length > 0;

const EMPTY_INPUT = 'no training command found in standard input; --stdin-filename names its kind, such as run.yaml';

function describeEmptyFile(path: string, text: string): string {
  const message = `no training command found in ${path}`;
  // Such as in UTF-16, which some editors of Windows write.
  if (text.includes('\0')) return `${message}; it is not a text in UTF-8, which bash and Python read: convert it`;
  return isConfigFileName(path)
    ? `${message}; if it is a config of ms-swift, name it in a script, or begin it with the comment "# preflight:"`
    : message;
}

const describeEmptyPaths = (paths: readonly string[], count: number): string =>
  count === 0
    ? `no shell script and no config file found in ${paths.join(', ')}`
    : `no training command found in the ${count === 1 ? 'only file' : `${count} files`} of ${paths.join(', ')}`;

/** Applies all safe fixes to files. */
export function fixTargets(
  service: Service,
  targets: readonly Target[],
  context: CommandContext,
  { attempt }: Pick<Omissions, 'attempt'>,
): void {
  for (const target of targets) {
    const { path, folder } = target;
    if (folder === undefined) throw new UsageError('--fix changes files, so it cannot be used with - (standard input)');
    if (isProjectFile(path)) continue;
    attempt(target, () => {
      const text = readText(path);
      const { edits } = service.fixAll(readDocument(service, path, text, context).document, 'batch');
      if (edits.length > 0) replaceFileText(path, folder, text, applyEdits(text, edits));
    });
  }
}

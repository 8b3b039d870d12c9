import type { Command } from '../config/config';
import type { ArgumentTree, Declaration } from './argumentTree';
import { memoize } from './memoize';
import { type Classes, type Field, fieldsOf, findMissingModules, readClasses } from './source/dataclass';
import { readDeclaration } from './source/declared';

// Reads the argument classes of ms-swift as text; no Python runs. Paths are relative to the folder that holds `swift/`.

/** The result of reading. */
export interface ReadArguments {
  /** Absent while a class of a megatron command is missing. */
  tree?: ArgumentTree;
  /** The modules whose files are missing, as the beginnings of their paths. */
  missing: string[];
}

/** The file of the pipeline of `swift export`: in 3.x, and from 4.0 on. */
const SWIFT_EXPORT_PIPELINES = ['swift/llm/export/export.py', 'swift/pipelines/export/export.py'];

/** Folders and files with the argument classes of the commands, and their pipelines, in all releases. */
export const ARGUMENT_PATHS: readonly string[] = [
  'swift/megatron/argument',
  'swift/megatron/arguments',
  'swift/megatron/train',
  'swift/megatron/export',
  'swift/megatron/pipelines/train',
  'swift/megatron/pipelines/export',
  'swift/llm/argument/base_args',
  'swift/arguments/base_args',
  'swift/ray/arguments.py',
  'swift/ray_utils/arguments.py',
  ...SWIFT_EXPORT_PIPELINES,
  'swift/llm/argument/export_args.py',
  'swift/llm/argument/merge_args.py',
  'swift/arguments/export_args.py',
  'swift/arguments/merge_args.py',
];

/** The files of the Megatron pipelines, with the command that runs each. */
const PIPELINES: Readonly<Record<string, Command>> = {
  pt: 'pt',
  pretrain: 'pt',
  sft: 'sft',
  rlhf: 'rlhf',
  export: 'export',
};
/** Fewer flags are not those of a training command: some classes were not found. */
const MIN_FLAGS = 100;
const VERSION_LINE = /^__version__\s*=\s*['"]([^'"\n]{1,80})['"]/m;

/** Reads the version of `swift/version.py`. */
export const readSourceVersion = (text: string): string | undefined => VERSION_LINE.exec(text)?.[1];

/**
 * Reads the flags of each command from the files of a package or source tree; undefined if these are no such files. A
 * `swift export` that cannot be read is left out.
 */
export function readArguments(files: ReadonlyMap<string, string>, version: string): ReadArguments | undefined {
  const pipelines = findPipelines(files);
  if (!pipelines.some(isMegatron)) return undefined;
  const classes = readClasses(files);
  // The commands share most of their fields.
  const declarationOf = memoize((field: Field) => readDeclaration(field.annotation, field.default));
  const read = pipelines.map((pipeline) => {
    const missing = findMissingModules(classes, pipeline.name, pipeline.path);
    const flags = missing.length > 0 ? new Map() : readFlags(classes, pipeline, declarationOf);
    return { pipeline, missing, flags };
  });
  const missing = [...new Set(read.flatMap((each) => each.missing))];
  const complete = read.filter((each) => each.missing.length === 0 && each.flags.size >= MIN_FLAGS);
  const incomplete = read.filter((each) => isMegatron(each.pipeline) && !complete.includes(each));
  if (incomplete.some((each) => each.missing.length === 0)) return undefined;
  if (incomplete.length > 0) return { missing };
  const commands = new Map(complete.map(({ pipeline, flags }) => [pipeline.command, flags]));
  return { tree: { version, commands }, missing };
}

const isMegatron = ({ command }: Pipeline): boolean => command !== 'swift export';

function readFlags(
  classes: Classes,
  { name, path }: Pipeline,
  declarationOf: (field: Field) => Declaration | undefined,
): Map<string, Declaration> {
  const flags = new Map<string, Declaration>();
  for (const field of fieldsOf(classes, name, path).values()) {
    const declaration = declarationOf(field);
    if (declaration) flags.set(field.name, declaration);
  }
  return flags;
}

/** A pipeline: its file, the command that runs it, and the class of its arguments. */
export interface Pipeline {
  path: string;
  command: Command;
  name: string;
}

/** Finds the pipelines. `args_class = NAME` in their files names the class of their arguments. */
export function findPipelines(files: ReadonlyMap<string, string>): Pipeline[] {
  return [...files].flatMap(([path, text]): Pipeline[] => {
    const name = /^[ \t]+args_class[ \t]*=[ \t]*(\w+)/m.exec(text)?.[1];
    if (name === undefined) return [];
    if (SWIFT_EXPORT_PIPELINES.includes(path))
      return name === 'ExportArguments' ? [{ path, command: 'swift export', name }] : [];
    const file = path.slice(path.lastIndexOf('/') + 1);
    const command = file.endsWith('.py') ? PIPELINES[file.slice(0, -3)] : undefined;
    return command && name.startsWith('Megatron') ? [{ path, command, name }] : [];
  });
}

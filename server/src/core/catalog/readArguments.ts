import type { Command } from '../config/config';
import type { ArgumentTree, Declaration } from './argumentTree';
import { fieldsOf, findMissingModules, readClasses } from './source/dataclass';
import { readDeclaration } from './source/declared';

// Reads the argument classes of ms-swift as text; no Python runs. Paths are relative to the folder that holds `swift/`.

/** The result of reading: the tree, or the modules whose files are missing, as the beginnings of their paths. */
export type ReadArguments = { tree: ArgumentTree } | { missing: string[] };

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

/** Reads the flags of each command from the files of a package or source tree; undefined if these are no such files. */
export function readArguments(files: ReadonlyMap<string, string>, version: string): ReadArguments | undefined {
  const pipelines = findPipelines(files);
  if (pipelines.length === 0) return undefined;
  const classes = readClasses(files);
  const missing = pipelines.flatMap(({ name, path }) => findMissingModules(classes, name, path));
  if (missing.length > 0) return { missing: [...new Set(missing)] };
  const declarations = new Map<object, Declaration | undefined>();
  const commands = new Map<Command, ReadonlyMap<string, Declaration>>();
  for (const { path, command, name } of pipelines) {
    const flags = new Map<string, Declaration>();
    for (const field of fieldsOf(classes, name, path).values()) {
      const declaration = declarations.get(field) ?? readDeclaration(field.annotation, field.default);
      declarations.set(field, declaration);
      if (declaration) flags.set(field.name, declaration);
    }
    if (flags.size < MIN_FLAGS) return undefined;
    commands.set(command, flags);
  }
  return { tree: { version, commands } };
}

/** A pipeline: its file, the command that runs it, and the class of its arguments. */
interface Pipeline {
  path: string;
  command: Command;
  name: string;
}

/** Finds the pipelines. `args_class = NAME` in their files names the class of their arguments. */
function findPipelines(files: ReadonlyMap<string, string>): Pipeline[] {
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

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Command } from '../../server/src/core/config/config';
import { type Field, fieldsOf, readClasses } from './dataclass';
import { type Declaration, readDeclaration } from './declared';

/** The declarations of one ms-swift: the flags of each command by name. */
export interface Upstream {
  version: string;
  commands: Map<Command, Map<string, Declaration>>;
  /** The fields as they are written, in the order of the classes. */
  fields: Map<Command, Map<string, Field>>;
}

/** The files of the Megatron pipelines, with the command that runs each. */
const PIPELINES: Record<string, Command> = { pt: 'pt', pretrain: 'pt', sft: 'sft', rlhf: 'rlhf', export: 'export' };

/**
 * Reads a source tree of ms-swift, or an installed package (`site-packages`, or the folder `swift` in it).
 * Throws an error that names the missing part for any other folder.
 */
export function readTree(folder: string): Upstream {
  const root = existsSync(join(folder, 'swift/version.py')) ? join(folder, 'swift') : folder;
  const version = existsSync(join(root, 'version.py')) ? readVersion(join(root, 'version.py')) : undefined;
  if (version === undefined) throw new Error(`${folder} has no swift/version.py, so it is not ms-swift`);
  const classes = readClasses(readPythonFiles(root));
  const commands: Upstream['commands'] = new Map();
  const fields: Upstream['fields'] = new Map();
  for (const [path, command, name] of findPipelines(root)) {
    const flags = new Map<string, Declaration>();
    const written = new Map<string, Field>();
    for (const field of fieldsOf(classes, name, path).values()) {
      const declaration = readDeclaration(field.annotation, field.default);
      if (!declaration) continue;
      flags.set(field.name, declaration);
      written.set(field.name, field);
    }
    commands.set(command, flags);
    fields.set(command, written);
  }
  if (commands.size === 0) throw new Error(`${folder} has no pipeline of the megatron commands`);
  return { version, commands, fields };
}

/** A development version, such as `4.5.0.dev0`, counts as its release. */
const readVersion = (path: string): string | undefined =>
  /^__version__\s*=\s*['"](\d+(?:\.\d+)*)/m.exec(readFileSync(path, 'utf8'))?.[1];

function readPythonFiles(root: string): Map<string, string> {
  const folders = ['megatron', 'arguments', 'llm/argument', 'ray', 'ray_utils', 'rlhf_trainers', 'trainers'];
  const files = new Map<string, string>();
  for (const folder of folders.filter((name) => existsSync(join(root, name)))) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (name.endsWith('.py')) files.set(`swift/${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8'));
    }
  }
  return files;
}

/** A pipeline: its file, the command that runs it, and the class of its arguments. */
type PipelineClass = [path: string, command: Command, name: string];

/** The file of the pipeline of `swift export`: in 3.x, and from 4.0 on. */
const SWIFT_EXPORT_PIPELINES = ['llm/export/export.py', 'pipelines/export/export.py'];

/** Finds the pipelines. `args_class = NAME` in their files names the class of their arguments. */
function findPipelines(root: string): PipelineClass[] {
  const folder = join(root, 'megatron');
  const megatronPipelines = readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((file) => {
    const command = PIPELINES[/(\w+)\.py$/.exec(file)?.[1] ?? ''];
    return command ? readPipeline(root, join(folder, file), command, /^\s+args_class\s*=\s*(Megatron\w+)/m) : [];
  });
  const swiftExport = SWIFT_EXPORT_PIPELINES.map((path) => join(root, path)).filter(existsSync);
  return [
    ...megatronPipelines,
    ...swiftExport.flatMap((path) =>
      readPipeline(root, path, 'swift export', /^\s+args_class\s*=\s*(ExportArguments)/m),
    ),
  ];
}

function readPipeline(root: string, path: string, command: Command, pattern: RegExp): PipelineClass[] {
  const name = pattern.exec(readFileSync(path, 'utf8'))?.[1];
  return name ? [[`swift/${relative(root, path)}`, command, name]] : [];
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Command } from '../../server/src/core/config/config';
import { fieldsOf, readClasses } from './dataclass';
import { type Declared, declared } from './declared';

/** What the dataclasses of one ms-swift declare: for each sub-command of `megatron`, its flags by name. */
export interface Upstream {
  version: string;
  commands: Map<Command, Map<string, Declared>>;
}

/** The files that hold the pipelines, by the command that each of them runs. */
const PIPELINES: Record<string, Command> = { pt: 'pt', pretrain: 'pt', sft: 'sft', rlhf: 'rlhf', export: 'export' };

/**
 * Reads a source tree of ms-swift, or an installed package (`site-packages`, or the folder `swift` in it).
 * Throws an error that says what is missing where the folder is something else.
 */
export function readTree(folder: string): Upstream {
  const root = existsSync(join(folder, 'swift/version.py')) ? join(folder, 'swift') : folder;
  const version = existsSync(join(root, 'version.py')) ? versionIn(join(root, 'version.py')) : undefined;
  if (version === undefined) throw new Error(`${folder} holds no swift/version.py: it is no ms-swift`);
  const classes = readClasses(pythonFiles(root));
  const commands: Upstream['commands'] = new Map();
  for (const [path, command, name] of pipelinesOf(root)) {
    const flags = new Map<string, Declared>();
    for (const field of fieldsOf(classes, name, path).values()) {
      const each = declared(field.annotation, field.default);
      if (each) flags.set(field.name, each);
    }
    commands.set(command, flags);
  }
  if (commands.size === 0) throw new Error(`${folder} holds no pipeline of the megatron commands`);
  return { version, commands };
}

/** A release in the making, `4.5.0.dev0`, counts as the release that it becomes. */
const versionIn = (path: string): string | undefined =>
  /^__version__\s*=\s*['"](\d+(?:\.\d+)*)/m.exec(readFileSync(path, 'utf8'))?.[1];

function pythonFiles(root: string): Map<string, string> {
  const folders = ['megatron', 'arguments', 'llm/argument', 'ray', 'ray_utils', 'rlhf_trainers', 'trainers'];
  const files = new Map<string, string>();
  for (const folder of folders.filter((each) => existsSync(join(root, each)))) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (name.endsWith('.py')) files.set(`swift/${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8'));
    }
  }
  return files;
}

/** `args_class = NAME` in the file of a pipeline names the class of its arguments. */
function pipelinesOf(root: string): [path: string, command: Command, name: string][] {
  const folder = join(root, 'megatron');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((file) => {
    const command = PIPELINES[/(\w+)\.py$/.exec(file)?.[1] ?? ''];
    const path = join(folder, file);
    const name = command && /^\s+args_class\s*=\s*(Megatron\w+)/m.exec(readFileSync(path, 'utf8'))?.[1];
    return command && name ? [[`swift/${relative(root, path)}`, command, name] as [string, Command, string]] : [];
  });
}

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ArgumentTree } from '../../server/src/core/catalog/argumentTree';
import {
  ARGUMENT_PATHS,
  findPipelines,
  readArguments,
  readSourceVersion,
} from '../../server/src/core/catalog/readArguments';
import { type Field, fieldsOf, readClasses } from '../../server/src/core/catalog/source/dataclass';
import type { Command } from '../../server/src/core/config/config';

/** A field with the line of its declaration. */
interface LocatedField extends Field {
  line: number;
}

/** The declarations of one ms-swift, and the fields of each command as they are written, in the order of the classes. */
export interface Upstream extends ArgumentTree {
  fields: ReadonlyMap<Command, ReadonlyMap<string, LocatedField>>;
}

/** Modules that are read in addition, where the classes of the known folders extend their classes. */
const MAX_ROUNDS = 5;

/**
 * Reads a source tree of ms-swift, or an installed package (`site-packages`, or the folder `swift` in it).
 * Throws an error that names the missing part for any other folder.
 */
export function readTree(folder: string): Upstream {
  const root = existsSync(join(folder, 'swift/version.py')) ? folder : join(folder, '..');
  const versionFile = join(root, 'swift/version.py');
  const version = existsSync(versionFile) ? readVersion(versionFile) : undefined;
  if (version === undefined) throw new Error(`${folder} has no swift/version.py, so it is not ms-swift`);
  const files = new Map<string, string>();
  for (const path of ARGUMENT_PATHS) readPythonFiles(root, path, files);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const read = readArguments(files, version);
    if (!read) break;
    if (read.tree && read.missing.length === 0) return { ...read.tree, fields: readFields(files, read.tree) };
    for (const path of read.missing) readPythonFiles(root, existsSync(join(root, path)) ? path : `${path}.py`, files);
  }
  throw new Error(`${folder} has no pipeline of the megatron commands`);
}

/** Reads the fields that declare the flags of a tree. */
function readFields(files: ReadonlyMap<string, string>, { commands }: ArgumentTree): Upstream['fields'] {
  const classes = readClasses(files);
  return new Map(
    findPipelines(files).map(({ path, command, name }) => {
      const fields = [...fieldsOf(classes, name, path).values()];
      const declared = fields.filter((field) => commands.get(command)?.has(field.name));
      return [command, new Map(declared.map((field) => [field.name, { ...field, line: lineOf(files, field) }]))];
    }),
  );
}

const lineOf = (files: ReadonlyMap<string, string>, { path, offset }: Field): number =>
  (files.get(path) ?? '').slice(0, offset).split('\n').length;

/** A development version, such as `4.5.0.dev0`, counts as its release. */
const readVersion = (path: string): string | undefined =>
  /^\d+(?:\.\d+)*(?!\d)/.exec(readSourceVersion(readFileSync(path, 'utf8')) ?? '')?.[0]?.replace(/\.$/, '');

function readPythonFiles(root: string, path: string, files: Map<string, string>): void {
  const full = join(root, path);
  if (!existsSync(full)) return;
  if (!statSync(full).isDirectory()) files.set(path, readFileSync(full, 'utf8'));
  else for (const name of readdirSync(full)) if (name.endsWith('.py')) readPythonFiles(root, `${path}/${name}`, files);
}

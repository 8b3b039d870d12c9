import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { createTwoFilesPatch } from 'diff';
import { applyEdits } from '../core/config/edit';
import type { Service } from '../core/service';
import { escapeControls } from '../core/text/printable';
import { replaceFileText } from '../host/writeFiles';
import { listConfigFiles, readDocument, readNamedFile, readStat, readText, UsageError } from './files';
import type { Output } from './output';
import { resolveRelease } from './release';

/**
 * `preflight migrate PATH --to V`: prints the changes as a unified diff, or applies them with `--write`. `noteOutput`
 * receives manual steps and remarks.
 */
export function migratePaths(service: Service, argv: readonly string[], output: Output, noteOutput: Output): number {
  const { values, positionals } = parseArgs({ args: [...argv], options: MIGRATE_OPTIONS, allowPositionals: true });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new UsageError('migrate needs one PATH');
  if (values.to === undefined) throw new UsageError('migrate needs --to VERSION, such as --to 4.5.2');
  const to = resolveRelease(service, '--to', values.to);
  const from = values.from === undefined ? undefined : resolveRelease(service, '--from', values.from);
  const isFolder = readStat(path).isDirectory();
  const folder = isFolder ? path : dirname(path);
  for (const file of isFolder ? listConfigFiles(service, path) : [path]) {
    const text = readText(file);
    const { document } = readDocument(service, file, text, { swiftVersion: from });
    // In a folder, files without a command are skipped.
    if (document.reading.configs.length === 0) {
      if (!isFolder) throw new UsageError(`${file} contains neither a megatron command nor a training config`);
      continue;
    }
    const { from: sourceRelease, edits, notes } = service.migrate(document, to, (name) => readNamedFile(file, name));
    const after = applyEdits(text, edits);
    if (after === text) noteOutput.writeLines([`${file}: no changes needed from ms-swift ${sourceRelease} to ${to}`]);
    else if (values.write) replaceFileText(file, folder, text, after);
    else output.writeText(printDiff(escapeControls(file), text, after, sourceRelease, to));
    noteOutput.writeLines(notes.map((note) => `${file}: ${note}`));
  }
  return 0;
}

const printDiff = (name: string, before: string, after: string, from: string, to: string): string =>
  createTwoFilesPatch(name, name, before, after, `ms-swift ${from}`, `ms-swift ${to}`, { context: 3 });

const MIGRATE_OPTIONS = {
  to: { type: 'string' },
  from: { type: 'string' },
  write: { type: 'boolean', default: false },
} as const;

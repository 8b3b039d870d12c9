import { parseArgs } from 'node:util';
import type { DocumentContext } from '../core/document/document';
import type { Service } from '../core/service';
import { baseName } from '../core/text/baseName';
import { loadSizing } from '../host/sizing';
import { writePrivateFile } from '../host/writeFiles';
import { CONTEXT_OPTIONS, readContextOptions } from './contextOptions';
import { listConfigFiles, readDocument, readStat, readText, UsageError } from './files';
import { createMemoryReport, listCommandFacts, listMemoryLines } from './memory';
import type { Output } from './output';
import { readCommandAt } from './readCommandAt';

const MEMORY_OPTIONS = {
  ...CONTEXT_OPTIONS,
  format: { type: 'string', default: 'text' },
  svg: { type: 'string' },
} as const;

/** Prints the memory of all commands of files, or draws that of one command. */
export function printMemory(service: Service, argv: readonly string[], output: Output): number {
  const { values, positionals } = parseArgs({ args: [...argv], options: MEMORY_OPTIONS, allowPositionals: true });
  if (positionals.length === 0) throw new UsageError('memory needs a PATH');
  if (!['json', 'text'].includes(values.format))
    throw new UsageError(`--format must be json or text, not "${values.format}"`);
  const context = readContextOptions(service, values);
  if (values.svg !== undefined) return writePicture(service, positionals, context, values.svg);
  const paths = positionals.flatMap((path) => (readStat(path).isDirectory() ? listConfigFiles(service, path) : [path]));
  const commands = paths.flatMap((path) =>
    listCommandFacts(service, path, readDocument(service, path, readText(path), context).document),
  );
  if (values.format === 'json') output.writeJson(createMemoryReport(paths, commands));
  else output.writeLines(listMemoryLines(commands));
  return 0;
}

/** Draws the memory of one command into a file. */
function writePicture(
  service: Service,
  positionals: readonly string[],
  context: DocumentContext,
  file: string,
): number {
  const { document, config, path, line } = readCommandAt(service, 'memory --svg', positionals, context);
  const { svg } = loadSizing().drawMemory(service, document, config, `${baseName(path)}:${line}`, 'file');
  writePrivateFile(file, `<?xml version="1.0" encoding="UTF-8"?>\n${svg}\n`, 0o644);
  return 0;
}

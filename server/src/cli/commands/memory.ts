import type { Service } from '../../core/service';
import { baseName } from '../../core/text/baseName';
import { loadSizing } from '../../host/sizing';
import { writePrivateFile } from '../../host/writeFiles';
import { listTargets } from '../checkPaths';
import { defineCommand } from '../command';
import { CONTEXT_OPTIONS, readContextOptions, TEXT_OR_JSON } from '../contextOptions';
import { type CommandContext, readDocument, readText } from '../files';
import { createMemoryReport, listCommandFacts, listMemoryLines } from '../memory';
import { writeMessages } from '../messages';
import { createOmissions } from '../omissions';
import { readCommandAt } from '../readCommandAt';
import { UsageError } from '../usageError';

/** Prints the memory of all commands of files, or draws that of one command. */
export const memoryCommand = defineCommand({
  name: 'memory',
  summary: 'estimate the memory of each GPU, by parts and pipeline stages',
  usage: 'PATH...',
  options: {
    ...CONTEXT_OPTIONS,
    format: { ...TEXT_OR_JSON, summary: 'text, or JSON with numbers in GiB' },
    svg: { type: 'string', value: 'FILE', summary: 'draw the GPUs and the memory of PATH[:LINE] into a file instead' },
  },
  examples: [
    ['preflight memory train.sh', 'GiB on each GPU'],
    ['ssh node cat run.yaml | preflight memory -', 'standard input'],
    ['preflight memory train.sh:12 --svg memory.svg', 'a picture of the command at line 12'],
  ],
  run({ values, positionals, service: readService, output, errors }) {
    if (positionals.length === 0) throw new UsageError('memory needs a PATH');
    const service = readService();
    const context = readContextOptions(service, values, errors);
    if (values.svg !== undefined) return writePicture(service, positionals, context, values.svg);
    const omissions = createOmissions();
    const targets = listTargets(service, { paths: positionals, context }, omissions);
    const commands = targets.flatMap((target) => {
      const { path, text } = target;
      const read = () => readDocument(service, path, text ?? readText(path), context).document;
      return omissions.attempt(target, () => listCommandFacts(service, path, read())) ?? [];
    });
    writeMessages(errors, omissions.messages());
    const paths = targets.map(({ path }) => path);
    if (values.format === 'json') output.writeJson(createMemoryReport(paths, commands));
    else output.writeLines(listMemoryLines(commands));
    return omissions.hasFailed() ? 2 : 0;
  },
});

/** Draws the memory of one command into a file. */
function writePicture(service: Service, positionals: readonly string[], context: CommandContext, file: string): number {
  const { document, config, path, line } = readCommandAt(service, 'memory --svg', positionals, context);
  const { svg } = loadSizing().drawMemory(service, document, config, `${baseName(path)}:${line}`, 'file');
  writePrivateFile(file, `<?xml version="1.0" encoding="UTF-8"?>\n${svg}\n`, 0o644);
  return 0;
}

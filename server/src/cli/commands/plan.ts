import { basename, join, resolve } from 'node:path';
import { createPrivateFolder, writePrivateFile } from '../../host/writeFiles';
import { defineCommand } from '../command';
import { CONTEXT_OPTIONS, readContextOptions } from '../contextOptions';
import { parseLocation, readDocument, readJsonFile, readText } from '../files';
import { planCommandAt, readTargetValue } from '../planCommandAt';
import { UsageError } from '../usageError';

/** Prints the plan of a launch, as the editor shows it, and writes its files with `--out`. Nothing is submitted. */
export const planCommand = defineCommand({
  name: 'plan',
  summary: 'print the plan of a launch, as the editor shows it; nothing is submitted',
  usage: 'PATH[:LINE] --target FILE.json',
  options: {
    target: {
      type: 'string',
      value: 'FILE.json',
      summary: 'a file with one launch target, as in the settings of the editor',
    },
    out: { type: 'string', value: 'DIR', summary: 'write the files of the plan into a folder' },
    ...CONTEXT_OPTIONS,
  },
  examples: [['preflight plan train.sh --target h100.json --out job', 'the batch script of a Slurm cluster, in job/']],
  run({ values, positionals, service: readService, output, errors }) {
    if (values.target === undefined)
      throw new UsageError('plan needs --target FILE.json, a file with one launch target');
    const service = readService();
    const target = readTargetValue(readJsonFile(values.target), values.target);
    const { path, line } = parseLocation('plan', positionals);
    const { document } = readDocument(service, path, readText(path), readContextOptions(service, values, errors));
    const plan = planCommandAt(service, document, { path, line, target, storage: resolve(values.out ?? '.') });
    output.writeText(plan.document);
    if (values.out !== undefined && !plan.blocked) writePlanFiles(values.out, plan.files);
    return plan.blocked ? 1 : 0;
  },
});

/** Writes files that only the user may read, since scripts may hold secrets. */
function writePlanFiles(folder: string, files: readonly { name: string; text: string }[]): void {
  createPrivateFolder(folder);
  for (const { name, text } of files) writePrivateFile(join(folder, basename(name)), text, fileModeOf(text));
}

/** Scripts can be started by their names. */
const fileModeOf = (text: string): 0o600 | 0o700 => (text.startsWith('#!') ? 0o700 : 0o600);

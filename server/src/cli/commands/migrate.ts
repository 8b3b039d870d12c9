import { dirname } from 'node:path';
import { applyEdits } from '../../core/config/edit';
import { replaceFileText } from '../../host/writeFiles';
import { describeAssumedSource } from '../assumedSource';
import { listTargets, type Target } from '../checkPaths';
import { defineCommand } from '../command';
import { PROJECT_OPTIONS, readProjectOptions } from '../contextOptions';
import { readDocument, readNamedFile, readText } from '../files';
import { writeMessages } from '../messages';
import { createOmissions } from '../omissions';
import { printDiff } from '../printDiff';
import { resolveRelease } from '../release';
import { UsageError } from '../usageError';

/** Prints the changes for another release as a unified diff, or applies them. Manual steps and remarks are messages. */
export const migrateCommand = defineCommand({
  name: 'migrate',
  summary: 'print the changes for another release as a diff, or apply them',
  usage: 'PATH --to VERSION',
  options: {
    to: { type: 'string', value: 'VERSION', summary: 'the release to migrate to' },
    from: {
      type: 'string',
      value: 'VERSION',
      summary: 'the release that the files are written for, unless they name one',
    },
    write: { type: 'boolean', summary: 'change the files instead of printing a diff' },
    'show-secrets': { type: 'boolean', summary: 'print the values of secrets in the diff, instead of <secret>' },
    ...PROJECT_OPTIONS,
  },
  examples: [
    ['preflight migrate train.sh --to 4.5.2', 'a diff'],
    ['preflight migrate configs --to 4.5.2 --write', 'change all files of a folder'],
  ],
  run({ values, positionals, service: readService, output, errors }) {
    const service = readService();
    const [path, ...more] = positionals;
    if (path === undefined || path === '-' || more.length > 0) throw new UsageError('migrate needs one PATH');
    if (values.to === undefined) throw new UsageError('migrate needs --to VERSION, such as --to 4.5.2');
    const to = resolveRelease(service, '--to', values.to);
    const from = values.from === undefined ? undefined : resolveRelease(service, '--from', values.from);
    const context = { swiftVersion: from, projectChoice: readProjectOptions(service, values, errors) };
    const migrateFile = ({ path: file, folder = dirname(file), isNamed }: Target): void => {
      const text = readText(file);
      const { document } = readDocument(service, file, text, context);
      // In a folder, files without a command are skipped.
      if (document.reading.configs.length === 0) {
        if (!isNamed) return;
        throw new UsageError(`${file} contains neither a megatron command nor a training config`);
      }
      const { from: sourceRelease, edits, notes } = service.migrate(document, to, (name) => readNamedFile(file, name));
      const after = applyEdits(text, edits);
      if (after === text) errors.writeLines([`${file}: no changes needed from ms-swift ${sourceRelease} to ${to}`]);
      else if (values.write) replaceFileText(file, folder, text, after);
      else {
        const changes = { document, from: sourceRelease, to, edits };
        const { diff, hidesSecrets } = printDiff(file, changes, values['show-secrets']);
        output.writeText(diff);
        if (hidesSecrets) errors.writeLines([`${file}: ${HIDDEN_SECRETS}`]);
      }
      const assumed = describeAssumedSource(service, { document, from: sourceRelease, option: '--from' });
      errors.writeLines([...assumed, ...notes].map((note) => `${file}: ${note}`));
    };
    const omissions = createOmissions();
    const targets = listTargets(service, { paths: [path], context }, omissions);
    for (const target of targets) omissions.attempt(target, () => migrateFile(target));
    writeMessages(errors, omissions.messages());
    return omissions.hasFailed() ? 2 : 0;
  },
});

const HIDDEN_SECRETS =
  'The diff hides secrets, so it cannot be applied there. --write changes the file itself, and --show-secrets prints them.';

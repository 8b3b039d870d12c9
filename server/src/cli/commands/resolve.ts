import { defineCommand } from '../command';
import { CONTEXT_OPTIONS, readContextOptions, TEXT_OR_JSON } from '../contextOptions';
import { parseLocation, readDocument, readText } from '../files';
import { printResolved, resolveDocument } from '../resolve';

/** Prints what the trainer receives: every argument and variable with its origin. */
export const resolveCommand = defineCommand({
  name: 'resolve',
  summary: 'print what the trainer receives: every argument and variable with its origin',
  usage: 'PATH[:LINE]',
  options: {
    format: { ...TEXT_OR_JSON, default: 'json', summary: 'JSON, or a command that can be pasted' },
    'show-secrets': {
      type: 'boolean',
      summary:
        'print the values of secrets; otherwise they are null in JSON, and references such as "$HF_TOKEN" in text',
    },
    ...CONTEXT_OPTIONS,
  },
  examples: [
    ['preflight resolve train.sh', 'every command of the script, as JSON'],
    ['preflight resolve train.sh:12 --format text', 'the command at line 12, to be pasted into a terminal'],
  ],
  run({ values, positionals, service: readService, output, errors }) {
    const service = readService();
    const { path, line } = parseLocation('resolve', positionals);
    const { document, pathOf } = readDocument(
      service,
      path,
      readText(path),
      readContextOptions(service, values, errors),
    );
    const options = { line, pathOf, showSecrets: values['show-secrets'] };
    if (values.format === 'text') output.writeText(printResolved(service, path, document, options));
    else output.writeJson(resolveDocument(service, path, document, options));
    return 0;
  },
});

import { COMMANDS, type Command } from '../../core/config/config';
import { createProjectSchema } from '../../core/features/schema/projectSchema';
import { createTrainingSchema } from '../../core/features/schema/trainingSchema';
import { defineCommand } from '../command';
import { PROJECT_OPTIONS, readProjectOptions } from '../contextOptions';
import { findProjectRelease } from '../files';
import { resolveRelease } from '../release';
import { UsageError } from '../usageError';

/** Prints a JSON schema of config files, or of `preflight.toml`, for editors that support only schemas. */
export const schemaCommand = defineCommand({
  name: 'schema',
  summary: 'print a JSON schema of config files for any YAML editor',
  usage: '',
  options: {
    'swift-version': {
      type: 'string',
      value: 'VERSION',
      summary: 'the ms-swift release; default: that of preflight.toml, else the newest',
    },
    command: {
      type: 'string',
      choices: COMMANDS,
      summary: 'the command that reads the files; default: pt, sft and rlhf',
    },
    settings: { type: 'boolean', summary: 'print that of preflight.toml, for any TOML editor' },
    ...PROJECT_OPTIONS,
  },
  examples: [
    ['preflight schema > train.schema.json', 'the schema of the release of the project, or of the newest'],
    ['preflight schema --settings > preflight.schema.json', 'the schema of preflight.toml'],
  ],
  run({ values, service: readService, output, errors }) {
    const service = readService();
    if (values.settings) {
      if (values['swift-version'] !== undefined || values.command !== undefined)
        throw new UsageError('schema --settings is about preflight.toml, which has no release and no command');
      output.writeJson(createProjectSchema(service), 1);
      return 0;
    }
    const requested = values['swift-version'];
    const release =
      requested === undefined
        ? service.newConfigs.releaseOf(
            undefined,
            findProjectRelease(service, readProjectOptions(service, values, errors)),
          )
        : resolveRelease(service, '--swift-version', requested);
    const commands =
      values.command === undefined ? TRAINING_COMMANDS : COMMANDS.filter((command) => command === values.command);
    output.writeJson(createTrainingSchema(service, { release, commands }), 1);
    return 0;
  },
});

/** A config file does not name its command, and may be for any of these. */
const TRAINING_COMMANDS: readonly Command[] = ['pt', 'sft', 'rlhf'];

import { parseArgs } from 'node:util';
import { COMMANDS, type Command } from '../core/config/config';
import { createTrainingSchema } from '../core/features/schema/trainingSchema';
import type { Service } from '../core/service';
import { UsageError } from './files';
import type { Output } from './output';
import { resolveRelease } from './release';

/** `preflight schema`: prints a JSON schema of config files for editors that support only schemas. */
export function printSchema(service: Service, argv: readonly string[], output: Output): number {
  const options = { 'swift-version': { type: 'string' }, command: { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...argv], options });
  const requested = values['swift-version'] ?? service.catalog.releases.at(-1) ?? '';
  const release = resolveRelease(service, '--swift-version', requested);
  const commands =
    values.command === undefined ? TRAINING_COMMANDS : COMMANDS.filter((command) => command === values.command);
  if (commands.length === 0)
    throw new UsageError(`--command must be one of ${COMMANDS.join(', ')}, not "${values.command}"`);
  output.writeJson(createTrainingSchema(service, { release, commands }), 1);
  return 0;
}

/** A config file does not name its command, and may be for any of these. */
const TRAINING_COMMANDS: readonly Command[] = ['pt', 'sft', 'rlhf'];

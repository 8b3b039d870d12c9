import { parseArgs } from 'node:util';
import { COMMANDS, type Command } from '../core/config';
import { trainingSchema } from '../core/features/schema';
import type { Service } from '../core/service';
import { Refusal } from './files';

/** `preflight schema`: a JSON schema of config files for editors that know nothing but schemas. */
export function printSchema(service: Service, argv: readonly string[], write: (text: string) => void): number {
  const options = { 'swift-version': { type: 'string' }, command: { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...argv], options });
  const { releases } = service.catalog;
  const asked = values['swift-version'] ?? releases.at(-1) ?? '';
  const release = releases.findLast((each) => each === asked || each.startsWith(`${asked}.`));
  if (!release)
    throw new Refusal(
      `--swift-version is one of the releases from ${releases[0]} to ${releases.at(-1)}, not "${asked}"`,
    );
  const commands = values.command === undefined ? TRAINING : COMMANDS.filter((command) => command === values.command);
  if (commands.length === 0) throw new Refusal(`--command is one of ${COMMANDS.join(', ')}, not "${values.command}"`);
  write(`${JSON.stringify(trainingSchema(service, { release, commands }), null, 1)}\n`);
  return 0;
}

/** A config file does not say which command it is for, and may be for any of these. */
const TRAINING: readonly Command[] = ['pt', 'sft', 'rlhf'];

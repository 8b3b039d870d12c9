import { isInRange, type Release } from '../../catalog/release';
import type { Config } from '../../config/config';
import type { Change } from '../../config/edit';
import { isYamlFileName } from '../../config/extensions';
import { findConfigFlag, toUnderscores } from '../../config/lookup';

/** Moves the config file of a command to where a release reads it: after `--config`, or as the first argument. */
export function migrateConfigFile(config: Config, from: Release, to: Release): { changes: Change[]; notes: string[] } {
  const { configFile, head } = config;
  if (!configFile || !isYamlFileName(configFile.value ?? '')) return { changes: [], notes: [] };
  const entry = findConfigFlag(config);
  // From 4.3 on, Ray reads a file after --config, of roles and groups that no other reader understands.
  if (entry && isInRange(from, '4.3+') && config.flags.some(({ name }) => toUnderscores(name) === 'use_ray')) {
    const note = `${configFile.text} is a Ray config, which ms-swift reads only from 4.3 on: it is left unchanged.`;
    return { changes: [], notes: isInRange(to, '4.3+') ? [] : [note] };
  }
  const isFirstArgument = isInRange(to, '4.1+');
  if (!isFirstArgument && !isInRange(to, '3.10-4.0.4')) {
    const note = `ms-swift ${to} does not read YAML: move the flags of ${configFile.text} into the command.`;
    return { changes: [], notes: [note] };
  }
  const wasFirstArgument = entry === undefined;
  if (wasFirstArgument === isFirstArgument) return { changes: [], notes: [] };
  const note = `Up to 4.0.4, ${configFile.text} takes precedence over the flags of the command; from 4.1 on, those take precedence: check the flags that are in both.`;
  const notes = isInRange(from, '4.1+') !== isFirstArgument ? [note] : [];
  if (wasFirstArgument) {
    const start = { start: configFile.span.start, end: configFile.span.start };
    return { changes: [{ op: 'text', span: start, newText: '--config ' }], notes };
  }
  return {
    changes: [
      { op: 'remove', entry },
      { op: 'text', span: { start: head.end, end: head.end }, newText: ` ${configFile.text}` },
    ],
    notes,
  };
}

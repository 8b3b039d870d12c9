import { expect } from 'vitest';
import type { Config } from '../../server/src/core/config/config';
import { applyEdits, type Change } from '../../server/src/core/config/edit';
import { yaml } from '../../server/src/core/syntax/yaml/yamlSyntax';
import { clashes } from './edits';
import { readYaml } from './service';

/** A modeline, which marks any YAML text as a training config. */
export const OURS = '# preflight:\n';

/** Applies changes that depend on the config of a text. */
export function change(text: string, changes: (config: Config) => Change[]): string {
  const [config] = readYaml(OURS + text).reading.configs;
  if (!config) throw new Error('no config');
  const edits = yaml.printChanges(OURS + text, config, changes(config));
  expect(clashes(edits), text).toEqual([]);
  return applyEdits(OURS + text, edits).slice(OURS.length);
}

export const set = (flag: string, ...values: string[]): Change => ({ op: 'set', flag, values });
export const setEnv = (name: string, value: string): Change => ({ op: 'setEnv', name, value });

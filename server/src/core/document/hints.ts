import { formOf, isMegatronSpecific } from '../catalog/catalog';
import { memoizeRecent } from '../catalog/memoize';
import { formsOfProgram, isConversion } from '../catalog/swiftExport';
import type { Catalog, Flag } from '../catalog/types';
import type { Command, ConfigReader } from '../config/config';
import { toUnderscores } from '../config/lookup';
import type { Hints } from '../syntax/syntax';

/** Minimum number of known flags in a training config. */
const MIN_FLAGS = 3;

/** Keys whose commands are remembered. */
const MAX_RECENT_KEYS = 1000;

const CONVERSION = /^to[_-](?:mcore|hf)$/;

/** Creates the hints about a file that no command names: its keys decide whether it is a training config. */
export function createHints(catalog: Catalog): Hints {
  const flagOf = (key: string): Flag | undefined => catalog.byName.get(toUnderscores(key));
  const release = catalog.reference;
  const isRlhfOnly = (flag: Flag): boolean =>
    !formOf(flag, release, 'sft') && formOf(flag, release, 'rlhf') !== undefined;
  // Asked again of all keys with each edit.
  const isRlhfKey = memoizeRecent((key: string): boolean => {
    const flag = flagOf(key);
    return flag !== undefined && isRlhfOnly(flag);
  }, MAX_RECENT_KEYS);
  const isSwiftExportOnly = (flag: Flag): boolean => formsOfProgram(flag, 'export').length === 0;
  return {
    valueLimits: (name, command) => {
      const flag = flagOf(name);
      const forms = flag ? formsOfProgram(flag, command) : [];
      const [mayBeBare, isList] = [forms.some(({ bare }) => bare), forms.some(({ list }) => list)];
      return { min: mayBeBare ? 0 : 1, max: isList ? Number.POSITIVE_INFINITY : 1 };
    },
    isTrainingConfig: (keys) => {
      if (isRayPipeline(keys)) return false;
      let count = 0;
      let isSpecific = false;
      for (const key of keys) {
        const flag = flagOf(key);
        if (!flag) continue;
        count++;
        isSpecific ||= isMegatronSpecific(flag);
        if (isSpecific && count >= MIN_FLAGS) return true;
      }
      return false;
    },
    isConversion,
    guessCommand: (keys): Command => {
      if (keys.some(isRlhfKey)) return 'rlhf';
      if (!keys.some((key) => CONVERSION.test(key))) return 'sft';
      const flags = keys.map(flagOf).filter((flag) => flag !== undefined);
      return flags.some(isSwiftExportOnly) ? 'swift export' : 'export';
    },
  };
}

/** Creates the hints about a file that a command names: it is a training config, regardless of its keys. */
export const createNamedFileHints = (hints: Hints, reader: ConfigReader | undefined): Hints => ({
  ...hints,
  isReferenced: true,
  isTrainingConfig: (keys) => !isRayPipeline(keys),
  reader,
});

/**
 * Whether a file is for `--use_ray true --config`, which from 4.3 on reads another format: a map for each role. Such
 * files are not checked.
 */
const isRayPipeline = (keys: readonly string[]): boolean =>
  keys.includes('colocate_groups') || (keys.includes('train') && keys.includes('rollout'));

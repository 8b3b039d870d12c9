import type { Config, Problem } from '../../config/config';
import { namesInUse } from '../../config/lookup';
import type { Hints } from '../syntax';
import { endFlags } from './flagEnds';
import { mergeCalls } from './interpreter/mergeCalls';
import { selectUnreached, type Walk } from './interpreter/walkState';
import { addProblems } from './pitfalls';
import type { ScriptText } from './source';
import type { TextTraits } from './textTraits';

/** The commands of a walk as they are reported: calls merged, with their problems, flags ended. */
export interface FinishedWalk {
  configs: readonly Config[];
  undecided: readonly Config[];
  /** The problems in branches that are never taken, apart from those that are also found elsewhere. */
  unreachedProblems: readonly Problem[];
}

export const isConfig = (item: Config | Problem): item is Config => 'flags' in item;
export const isProblem = (item: Config | Problem): item is Problem => !isConfig(item);

/** Finishes what a walk found. */
export function finishWalk(
  walk: Pick<Walk, 'found' | 'unreached' | 'strayLines' | 'dynamicCommands'>,
  script: ScriptText,
  traits: TextTraits,
  hints: Hints,
): FinishedWalk {
  const unreached = selectUnreached(walk);
  const merged = mergeCalls([...walk.found, ...unreached].filter(isConfig), walk.dynamicCommands);
  const isUndecided = (config: Config): boolean => config.command === 'swift export' && !isConversionOf(config, hints);
  const needsValue = (flag: string): boolean => hints.valueLimits(flag, 'sft').min > 0;
  const decided = merged.filter((config) => !isUndecided(config));
  return {
    configs: addProblems(decided, walk.strayLines, script, traits, needsValue).map((config) => endFlags(config, hints)),
    undecided: merged
      .filter((config) => isUndecided(config) && config.configFile !== undefined)
      .map((config) => endFlags(config, hints)),
    unreachedProblems: unreached.filter(isProblem),
  };
}

/** Whether a `swift export` converts a checkpoint; dashes alone are a flag that is being typed. */
const isConversionOf = ({ flags, positionals }: Config, { isConversion }: Hints): boolean =>
  isConversion([...namesInUse(flags), ...positionals.flatMap(({ value }) => (value === '--' ? [''] : []))]);

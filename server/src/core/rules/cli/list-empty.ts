import { fixRemove } from '../../lint/fix';
import type { Rule } from '../../lint/rule';
import { argumentCountBase, findFlagsWithoutValue, isList } from './argument-count-common';
import { nameOfGiven } from './common';

export const listEmpty: Rule = {
  ...argumentCountBase,
  id: 'cli.list-empty',
  needsWords: true,
  title: 'List flag without values',
  why: 'A list needs at least one value; omit the flag for an empty list.',
  bad: [{ flags: '--recompute_modules', wordsOnly: true }],
  good: [{ flags: '--recompute_modules core_attn mlp' }],
  check: (facts) =>
    findFlagsWithoutValue(facts, isList).map((given) => {
      const name = nameOfGiven(given);
      return {
        message: `${name} has no value and needs at least one, separated by spaces. Remove it to use its default.`,
        span: given.entry.key,
        flags: [name],
        fixes: [fixRemove(given.entry, name)],
      };
    }),
};

import { fixRemove, fixWrite } from '../../lint/fix';
import type { Rule } from '../../lint/rule';
import { argumentCountBase, findFlagsWithoutValue, isBool } from './argument-count-common';
import { nameOfGiven } from './common';

export const bareOptionalBool: Rule = {
  ...argumentCountBase,
  id: 'cli.bare-optional-bool',
  needsWords: true,
  title: 'Boolean flag that needs an explicit value',
  why: 'Unlike other boolean flags, one whose default is None (chosen by the model or the program) needs a value.',
  bad: [{ flags: '--bf16', wordsOnly: true }],
  good: [{ flags: '--bf16 true' }, { flags: '--packing', wordsOnly: true }],
  check: (facts) =>
    findFlagsWithoutValue(facts, isBool).map((given) => {
      const name = nameOfGiven(given);
      return {
        message: `${name} needs true or false, because its default is None.`,
        span: given.entry.key,
        flags: [name],
        fixes: [fixWrite('Add true', given.entry, ['true'], true), fixRemove(given.entry, name)],
      };
    }),
};

import { TYPES, typeLabelOf } from '../../catalog/value';
import { collectFixes, fixRemove, fixWrite } from '../../lint/fix';
import type { Rule } from '../../lint/rule';
import { argumentCountBase, findFlagsWithoutValue, isBool, isList } from './argument-count-common';
import { nameOfGiven } from './common';

export const missingValue: Rule = {
  ...argumentCountBase,
  id: 'cli.missing-value',
  needsWords: true,
  isAboutName: true,
  title: 'Missing value',
  why: 'Only flags of type bool may have no value; every other flag consumes the next argument, and argparse exits with code 2 if there is none.',
  bad: [
    { flags: '--lora_rank', wordsOnly: true },
    { flags: '--lr --packing true', wordsOnly: true },
  ],
  good: [{ flags: '--lora_rank 8' }, { flags: '--packing --lr 1e-5', wordsOnly: true }],
  check: (facts) =>
    findFlagsWithoutValue(facts, (given) => !isBool(given) && !isList(given)).map((given) => {
      const { form, flag, entry } = given;
      const name = nameOfGiven(given);
      const example = (form && TYPES[form.type].suggestions(form)[0]) ?? flag?.examples?.[0];
      return {
        message: `${name} needs a value (${form ? typeLabelOf(form) : ''}) and has none.`,
        span: entry.key,
        flags: [name],
        fixes: collectFixes(fixRemove(entry, name), example ? fixWrite(`Add ${example}`, entry, [example]) : undefined),
      };
    }),
};

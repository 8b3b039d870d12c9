import type { Entry, Scalar } from '../../config/config';
import type { Fix } from '../../config/edit';
import { collectFixes, fixWrite } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { isStrayNumber, nameOfGiven } from './common';

export const negativeExponent: Rule = {
  id: 'cli.negative-exponent',
  needsWords: true,
  title: 'Negative number with an exponent',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  why: 'argparse reads -1 and -0.5 as numbers, but -1e-5 as an option. Joined to its flag by an equals sign, it is a value.',
  source: 'CPython Lib/argparse.py, _negative_number_matcher',
  bad: [{ flags: '--moe_z_loss_coeff -1e-5', wordsOnly: true }],
  good: [{ flags: '--eval_iters -1' }],
  check: (facts) =>
    facts.givenFlags.flatMap((given, index): Found[] => {
      const { entry } = given;
      if (!isStrayNumber(entry.name)) return [];
      const owner = facts.givenFlags[index - 1];
      const openEntry = owner && owner.entry.values.length === 0 ? owner.entry : undefined;
      const advice = openEntry ? ` Write --${openEntry.name}=${entry.name}.` : '';
      return [
        {
          message: `${entry.name} is read as an option, because argparse does not recognize negative numbers with an exponent.${advice}`,
          span: entry.key,
          flags: [owner ? nameOfGiven(owner) : entry.name],
          fixes: collectFixes(openEntry && fixJoin(openEntry, entry)),
        },
      ];
    }),
};

/** Joins a number to the flag before it by an equals sign. */
function fixJoin(owner: Entry, { name, key }: Entry): Fix {
  const value: Scalar = { text: name, span: key, value: name };
  return fixWrite(`Write --${owner.name}=${name}`, { ...owner, values: [value] }, [name], true);
}

import { TYPES, typeLabelOf } from '../../catalog/value';
import type { Entry, Scalar } from '../../config/config';
import type { Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';
import { collectFixes, fixRemove, fixText, fixWrite } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { isStrayNumber } from './unknown-flag';

/** Rules on how many words a flag takes. argparse decides this before it looks at any value. */
const base = {
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  source: 'CPython Lib/argparse.py, ArgumentParser._match_argument',
} as const;

const nameOfGiven = (given: GivenFlag): string => given.flag?.name ?? given.entry.name;

/** The flags that stand without any value although they need one, with what argparse expects of them. */
function findWithoutValue(facts: Facts, isWanted: (given: GivenFlag) => boolean): GivenFlag[] {
  return facts.givenFlags.filter((given, index) => {
    const { entry, form, match } = given;
    if (!form || form.bare || match.kind === 'complement' || entry.values.length > 0) return false;
    // What follows may be its value after all, which argparse took for an option.
    const next = facts.givenFlags[index + 1];
    return !(next && isStrayNumber(next.entry.name)) && isWanted(given);
  });
}

const isOptionalBool = ({ form }: GivenFlag): boolean => form?.type === 'bool';
const isList = ({ form }: GivenFlag): boolean => form?.list === true;

export const missingValue: Rule = {
  ...base,
  id: 'cli.missing-value',
  title: 'A flag without its value',
  why: 'Only flags of type bool may stand alone; every other one takes the next word, and argparse exits with code 2 where there is none.',
  bad: [
    { flags: '--lora_rank', wordsOnly: true },
    { flags: '--lr --packing true', wordsOnly: true },
  ],
  good: [{ flags: '--lora_rank 8' }, { flags: '--packing --lr 1e-5', wordsOnly: true }],
  check: (facts) =>
    findWithoutValue(facts, (given) => !isOptionalBool(given) && !isList(given)).map((given) => {
      const { form, flag, entry } = given;
      const example = (form && TYPES[form.type].suggestions(form)[0]) ?? flag?.examples?.[0];
      return {
        message: `${nameOfGiven(given)} needs a value (${form ? typeLabelOf(form) : ''}) and has none.`,
        span: entry.key,
        flags: [nameOfGiven(given)],
        fixes: collectFixes(
          example ? fixWrite(`Add ${example}`, entry, [example]) : undefined,
          fixRemove(entry, nameOfGiven(given)),
        ),
      };
    }),
};

export const bareOptionalBool: Rule = {
  ...base,
  id: 'cli.bare-optional-bool',
  title: 'A switch that needs its word',
  why: 'A bool whose default is None (left to the model or the program) cannot stand alone, unlike the other bools.',
  bad: [{ flags: '--bf16', wordsOnly: true }],
  good: [{ flags: '--bf16 true' }, { flags: '--packing', wordsOnly: true }],
  check: (facts) =>
    findWithoutValue(facts, isOptionalBool).map((given) => ({
      message: `${nameOfGiven(given)} cannot stand alone: its default is None, so it needs true or false.`,
      span: given.entry.key,
      flags: [nameOfGiven(given)],
      fixes: [fixWrite('Add true', given.entry, ['true'], true), fixRemove(given.entry, nameOfGiven(given))],
    })),
};

export const listEmpty: Rule = {
  ...base,
  id: 'cli.list-empty',
  title: 'A list flag without items',
  why: 'A list takes at least one word; leaving the flag out is how to get an empty list.',
  bad: [{ flags: '--recompute_modules', wordsOnly: true }],
  good: [{ flags: '--recompute_modules core_attn mlp' }],
  check: (facts) =>
    findWithoutValue(facts, isList).map((given) => ({
      message: `${nameOfGiven(given)} needs at least one value, separated by blanks. Remove it for its default.`,
      span: given.entry.key,
      flags: [nameOfGiven(given)],
      fixes: [fixRemove(given.entry, nameOfGiven(given))],
    })),
};

/** The words behind a flag that it does not take. */
function surplusValuesOf({ entry, form, match }: GivenFlag): Scalar[] {
  // A word that cannot be known may be a flag.
  if (!form || entry.values.some((value) => value.value === undefined)) return [];
  if (match.kind === 'complement') return entry.values;
  // A list whose first item is joined to the name takes that one item only.
  return !form.list || entry.joinedByEquals ? entry.values.slice(1) : [];
}

export const scalarMany: Rule = {
  ...base,
  id: 'cli.scalar-many',
  title: 'More values than the flag takes',
  why: 'Words that no flag takes are left over, and the run stops with `ValueError: remaining_argv`.',
  source: 'swift/llm/base.py, SwiftPipeline._parse_args: remaining_argv',
  bad: [{ flags: '--train_iters 100 200' }, { flags: '--no_padding_free true', wordsOnly: true }],
  good: [{ flags: '--train_iters 100' }, { flags: '--dataset a b' }],
  check: (facts) => [
    ...facts.givenFlags.flatMap((given): Found[] => {
      const surplus = surplusValuesOf(given);
      const [first] = surplus;
      const firstValue = given.entry.values[0];
      if (!first) return [];
      const isComplement = given.match.kind === 'complement';
      const expected = isComplement ? 'no value' : 'one value';
      return [
        {
          message: `${given.entry.name} takes ${expected}; ${describeSurplus(surplus)} to no flag.`,
          span: { ...first.span, end: given.entry.values.at(-1)?.span.end ?? first.span.end },
          flags: [nameOfGiven(given)],
          fixes: collectFixes(
            isComplement
              ? fixComplement(given.entry)
              : firstValue?.value === undefined
                ? undefined
                : fixWrite(`Keep only ${firstValue.value}`, given.entry, [firstValue.value]),
          ),
        },
      ];
    }),
    ...reportStrayArguments(facts),
  ],
};

/** A flag in the negative with true behind it means itself; with false behind it, it means what holds without it. */
const fixComplement = (entry: Entry): Fix | undefined => {
  const text = entry.values[0]?.value?.toLowerCase();
  if (text === 'true') return fixWrite(`Keep only --${entry.name}`, entry, []);
  return text === 'false' ? fixRemove(entry, entry.name) : undefined;
};

/** The first words of several, with the verb that fits their number. */
const describeSurplus = (surplus: readonly Scalar[]): string => {
  const printed = surplus.slice(0, 3).map(({ text }) => `\`${text}\``);
  const more = surplus.length > 3 ? ' and more' : '';
  return `${printed.join(' ')}${more} ${surplus.length === 1 ? 'belongs' : 'belong'}`;
};

/** One or two are a mistake; of a thousand, some are enough to see. */
const MAX_STRAY_ARGUMENTS = 100;

/** Words in front of the first flag; a config file that is named there is not among them. */
const reportStrayArguments = ({ config }: Facts): Found[] =>
  config.positionals
    .filter((word) => word.value !== undefined && !word.maySplit)
    .slice(0, MAX_STRAY_ARGUMENTS)
    .map(({ text, span }) => ({
      message: `\`${text}\` belongs to no flag.`,
      span,
      flags: [],
      fixes: [fixText(`Remove ${text}`, span, '')],
    }));

export const negativeExponent: Rule = {
  ...base,
  id: 'cli.negative-exponent',
  title: 'A negative number with an exponent',
  why: 'argparse takes -1 and -0.5 for numbers, but -1e-5 for an option. Joined to its flag by =, it is a value.',
  source: 'CPython Lib/argparse.py, _negative_number_matcher',
  bad: [{ flags: '--moe_z_loss_coeff -1e-5', wordsOnly: true }],
  good: [{ flags: '--eval_iters -1' }],
  check: (facts) =>
    facts.givenFlags.flatMap((given, index): Found[] => {
      const { entry } = given;
      if (!isStrayNumber(entry.name)) return [];
      const owner = facts.givenFlags[index - 1];
      const openEntry = owner && owner.entry.values.length === 0 ? owner.entry : undefined;
      const value: Scalar = { text: entry.name, span: entry.key, value: entry.name };
      return [
        {
          message: `${entry.name} is read as an option, since argparse knows no exponent in negative numbers.${openEntry ? ` Write --${openEntry.name}=${entry.name}.` : ''}`,
          span: entry.key,
          flags: [owner ? nameOfGiven(owner) : entry.name],
          fixes: collectFixes(
            openEntry
              ? fixWrite(
                  `Write --${openEntry.name}=${entry.name}`,
                  { ...openEntry, values: [value] },
                  [entry.name],
                  true,
                )
              : undefined,
          ),
        },
      ];
    }),
};

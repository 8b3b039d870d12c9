import type { Entry, Scalar } from '../../config/config';
import type { Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';
import { collectFixes, fixRemove, fixText, fixWrite } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { argumentCountBase } from './argument-count-common';
import { nameOfGiven } from './common';

export const scalarMany: Rule = {
  ...argumentCountBase,
  id: 'cli.scalar-many',
  needsWords: true,
  isAboutName: true,
  title: 'More values than the flag accepts',
  why: 'Arguments that no flag accepts are left over, and the run stops with `ValueError: remaining_argv`.',
  source: 'swift/llm/base.py, SwiftPipeline._parse_args: remaining_argv',
  bad: [{ flags: '--train_iters 100 200' }, { flags: '--no_padding_free true', wordsOnly: true }],
  good: [{ flags: '--train_iters 100' }, { flags: '--dataset a b' }],
  check: (facts) => reportStrayArguments(facts),
  checkFlag: reportSurplusValues,
};

function reportSurplusValues(given: GivenFlag): Found[] {
  const { entry, match } = given;
  const surplus = surplusValuesOf(given);
  const [first] = surplus;
  if (!first) return [];
  const isComplement = match.kind === 'complement';
  return [
    {
      message: `${entry.name} accepts ${isComplement ? 'no value' : 'one value'}: ${describeSurplus(surplus)}.`,
      span: { ...first.span, end: entry.values.at(-1)?.span.end ?? first.span.end },
      flags: [nameOfGiven(given)],
      fixes: isComplement ? fixComplement(entry) : collectFixes(fixKeepFirst(entry)),
    },
  ];
}

/** The values of a flag that it does not accept. */
function surplusValuesOf({ entry, form, match }: GivenFlag): readonly Scalar[] {
  // An unknown argument may itself be a flag.
  if (!form || entry.values.some((value) => value.value === undefined)) return [];
  if (match.kind === 'complement') return entry.values;
  // A list whose first value is joined to the name by an equals sign accepts only that value.
  return !form.list || entry.joinedByEquals ? entry.values.slice(1) : [];
}

const describeSurplus = (surplus: readonly Scalar[]): string => {
  const printed = surplus.slice(0, 3).map(({ text }) => `\`${text}\``);
  const more = surplus.length > 3 ? ' and more' : '';
  return `unexpected ${surplus.length === 1 ? 'argument' : 'arguments'} ${printed.join(' ')}${more}`;
};

/** A negated flag followed by true means the flag alone; followed by false, it means the default; else it may mean both. */
function fixComplement(entry: Entry): Fix[] {
  const text = entry.values[0]?.value?.toLowerCase();
  const keep = fixWrite(`Keep only --${entry.name}`, entry, []);
  const remove = fixRemove(entry, entry.name);
  if (text === 'true') return [keep];
  return text === 'false' ? [remove] : [keep, remove];
}

const fixKeepFirst = (entry: Entry): Fix | undefined => {
  const value = entry.values[0]?.value;
  return value === undefined ? undefined : fixWrite(`Keep only ${value}`, entry, [value]);
};

/** Maximum number of stray arguments to report: one or two are a mistake, and of a thousand, some are enough. */
const MAX_STRAY_ARGUMENTS = 100;

/** Reports arguments before the first flag. A config file that is named there is not among the positionals. */
const reportStrayArguments = ({ config }: Facts): Found[] =>
  config.positionals
    .filter((argument) => argument.value !== undefined && !argument.maySplit)
    .slice(0, MAX_STRAY_ARGUMENTS)
    .map(({ text, span }) => ({
      message: `Unexpected argument \`${text}\`: it does not belong to any flag.`,
      span,
      flags: [],
      fixes: [fixText(`Remove ${text}`, span, '')],
    }));

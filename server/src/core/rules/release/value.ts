import { formOf } from '../../catalog/catalog';
import { compareReleases, nameOfRelease, type Release } from '../../catalog/release';
import { findNextRelease } from '../../catalog/renames';
import type { Scalar } from '../../config/config';
import type { Facts } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';
import { collectFixes, fixRemove, fixValue } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { MAX_CHOICE_FIXES } from '../common';

/** A choice of another release: 3.11 added `rlhf_type grpo`, 4.0 removed `moe_token_dispatcher_type alltoall_seq`. */
export const releaseValue: Rule = {
  id: 'release.value',
  title: 'Value of another release',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  listRanges: () => [],
  why: 'The choices of some flags differ between releases, and argparse compares them exactly.',
  source: 'The dataclasses of ms-swift 3.7.0 to 4.6.0, read release by release',
  supersedes: ['cli.enum', 'cli.enum-none'],
  bad: [
    { flags: '', script: '# preflight: ms-swift=3.8.1\nmegatron rlhf --rlhf_type grpo\n' },
    { flags: '', script: '# preflight: ms-swift=4.5.2\nmegatron sft --moe_token_dispatcher_type alltoall_seq\n' },
    { flags: '', script: '# preflight: ms-swift=3.12.2\nmegatron sft --recompute_granularity none\n' },
  ],
  good: [
    { flags: '', script: '# preflight: ms-swift=3.11.0\nmegatron rlhf --rlhf_type grpo\n' },
    { flags: '--moe_token_dispatcher_type alltoall_seq' },
  ],
  checkFlag: (given, facts) =>
    given.parsedValues.flatMap((parsed, index) => {
      const scalar = given.entry.values[index];
      return parsed && !parsed.ok && scalar ? reportOtherReleaseValue(facts, given, scalar) : [];
    }),
};

function reportOtherReleaseValue(facts: Facts, { entry, flag, form }: GivenFlag, scalar: Scalar): Found[] {
  const value = scalar.value;
  if (!flag || form?.type !== 'enum' || value === undefined) return [];
  const { catalog, release, config } = facts;
  const acceptingReleases = catalog.releases.filter((each) => {
    const otherForm = formOf(flag, each, config.command);
    return otherForm?.type === 'enum' && (otherForm.choices ?? []).some((choice) => (choice ?? 'None') === value);
  });
  // The code at hand decides for itself, and says nothing about when a choice came or went.
  if (release.tree) return [];
  const history = describeHistory(acceptingReleases, release.version, (each) => findNextRelease(catalog, each));
  if (history === undefined) return [];
  const choices = (form.choices ?? []).map((choice) => choice ?? 'None').join(', ');
  const successor = flag.renamedValues?.[value];
  const replacement = successor !== undefined && form.choices?.includes(successor) ? successor : undefined;
  const known = (form.choices ?? []).filter((choice): choice is string => choice !== null && choice !== replacement);
  const otherChoices = known.length <= MAX_CHOICE_FIXES ? known : [];
  return [
    {
      message: `\`${value}\` of ${flag.name} ${history}. ${replacement === undefined ? '' : `Use ${replacement}: `}ms-swift ${nameOfRelease(release)} accepts ${choices}.`,
      span: scalar.span,
      flags: [flag.name],
      fixes: collectFixes(
        replacement === undefined ? undefined : fixValue(entry, scalar, replacement, true),
        ...otherChoices.map((choice) => fixValue(entry, scalar, choice)),
        fixRemove(entry, flag.name),
      ),
    },
  ];
}

/** Describes the release that added or removed a value; undefined if no release accepts it. */
function describeHistory(
  acceptingReleases: readonly Release[],
  version: Release,
  findNextRelease: (release: Release) => Release | undefined,
): string | undefined {
  const next = acceptingReleases.find((each) => compareReleases(each, version) > 0);
  const last = acceptingReleases.findLast((each) => compareReleases(each, version) < 0);
  if (next !== undefined && last === undefined) return `was added in ms-swift ${next}`;
  if (last !== undefined) return `was removed in ms-swift ${findNextRelease(last) ?? last}`;
  return undefined;
}

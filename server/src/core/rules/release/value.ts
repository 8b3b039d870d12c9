import { formOf } from '../../catalog/catalog';
import { compareReleases, type Release } from '../../catalog/release';
import { releaseAfter } from '../../catalog/renames';
import type { Scalar } from '../../config/config';
import type { Facts } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';
import { fixesOf, fixRemove, fixWord } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { MOST_CHOICES } from '../cli/value-types';

/** A choice of another release: `rlhf_type grpo` came with 3.11, `moe_token_dispatcher_type alltoall_seq` went with 4.0. */
export const releaseValue: Rule = {
  id: 'release.value',
  title: 'A value that the release does not know',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  why: 'The choices of some flags differ from release to release, and argparse compares them letter by letter.',
  source: 'The dataclasses of ms-swift 3.7.0 to 4.5.2, read release by release',
  instead: ['cli.enum', 'cli.enum-none'],
  bad: [
    { flags: '', script: '# preflight: ms-swift=3.8.1\nmegatron rlhf --rlhf_type grpo\n' },
    { flags: '', script: '# preflight: ms-swift=4.5.2\nmegatron sft --moe_token_dispatcher_type alltoall_seq\n' },
    { flags: '', script: '# preflight: ms-swift=3.12.2\nmegatron sft --recompute_granularity none\n' },
  ],
  good: [
    { flags: '', script: '# preflight: ms-swift=3.11.0\nmegatron rlhf --rlhf_type grpo\n' },
    { flags: '--moe_token_dispatcher_type alltoall_seq' },
  ],
  check: (facts) =>
    facts.given.flatMap((given) =>
      given.words.flatMap((word, index) => {
        const scalar = given.entry.values[index];
        return word && !word.ok && scalar ? foundFor(facts, given, scalar) : [];
      }),
    ),
};

function foundFor(facts: Facts, { entry, flag, form }: GivenFlag, scalar: Scalar): Found[] {
  const word = scalar.value;
  if (!flag || form?.type !== 'enum' || word === undefined) return [];
  const { catalog, release, config } = facts;
  const knowing = catalog.releases.filter((each) => {
    const there = formOf(flag, each, config.command);
    return there?.type === 'enum' && (there.choices ?? []).some((choice) => (choice ?? 'None') === word);
  });
  const life = lifeText(knowing, release.version, (each) => releaseAfter(catalog, each));
  if (life === undefined) return [];
  const choices = (form.choices ?? []).map((choice) => choice ?? 'None').join(', ');
  const successor = flag.renamedValues?.[word];
  const fixed = successor !== undefined && form.choices?.includes(successor) ? successor : undefined;
  const known = (form.choices ?? []).filter((choice): choice is string => choice !== null && choice !== fixed);
  const others = known.length <= MOST_CHOICES ? known : [];
  return [
    {
      message: `\`${word}\` of ${flag.name} ${life}; ms-swift ${release.version} takes ${choices}.${fixed === undefined ? '' : ` ${fixed} took its place.`}`,
      span: scalar.span,
      flags: [flag.name],
      fixes: fixesOf(
        fixed === undefined ? undefined : fixWord(entry, scalar, fixed, true),
        ...others.map((choice) => fixWord(entry, scalar, choice)),
        fixRemove(entry, flag.name),
      ),
    },
  ];
}

/** Since when a value exists, or since when it is gone; undefined where no release knows it. */
function lifeText(
  knowing: readonly Release[],
  version: Release,
  after: (release: Release) => Release | undefined,
): string | undefined {
  const next = knowing.find((each) => compareReleases(each, version) > 0);
  const last = knowing.findLast((each) => compareReleases(each, version) < 0);
  if (next !== undefined && last === undefined) return `came with ms-swift ${next}`;
  if (last !== undefined) return `is gone since ms-swift ${after(last) ?? last}`;
  return undefined;
}

import { formOf } from '../../catalog/catalog';
import { memoize } from '../../catalog/memoize';
import { compareReleases } from '../../catalog/release';
import { type Counterpart, convertValues, findNextRelease, lifetimeOf, type ValueChange } from '../../catalog/renames';
import type { Flag } from '../../catalog/types';
import type { Entry } from '../../config/config';
import type { Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import { findGiven } from '../../facts/givens';
import { flagsOfOtherReleases, type OtherReleaseFlag, type ReleaseChange } from '../../facts/otherReleaseFlags';
import { flagValue } from '../../facts/values';
import { collectFixes, fixRemove, fixRename } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** Flags that another release knows: the most frequent reason for `remaining_argv`. */
const base = {
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  source: 'The dataclasses of ms-swift 3.7.0 to 4.5.2, read release by release',
} as const;

const createReleaseRule = (kind: ReleaseChange, texts: Pick<Rule, 'title' | 'why' | 'bad' | 'good'>): Rule => ({
  ...base,
  ...texts,
  id: `release.${kind}`,
  supersedes: 'cli.abbrev-ambiguous',
  check: (facts) => {
    // A flag that is given again is the same story again.
    const explain = memoize((otherFlag: OtherReleaseFlag) => explainOtherReleaseFlag(facts, otherFlag));
    return flagsOfOtherReleases(facts)
      .filter(({ otherFlag }) => otherFlag.kind === kind)
      .map(({ otherFlag, entry }) => ({
        ...explain(otherFlag),
        span: entry.key,
        fixes: collectFixes(
          otherFlag.current && createRenameFix(facts, entry, otherFlag.current),
          fixRemove(entry, otherFlag.flag.name),
        ),
      }));
  },
});

const createScriptExample = (release: string, flags: string) => ({
  flags: '',
  script: `# preflight: ms-swift=${release}\nmegatron sft ${flags}\n`,
});

export const releaseRules: Rule[] = [
  createReleaseRule('renamed', {
    title: 'A flag under the name of another release',
    why: 'Release 4.0 renamed some thirty flags, most of them to the names of Hugging Face. The other name is left over as `remaining_argv`.',
    bad: [
      { flags: '--output_dir out' },
      { flags: '--num_train_epochs 2' },
      { flags: '--perform_initialization true' },
      createScriptExample('4.5.2', '--no_rope_fusion true'),
      createScriptExample('4.5.2', '--distributed_timeout_minutes 60'),
      createScriptExample('4.5.2', '--seq_length 4096'),
    ],
    good: [{ flags: '--save out' }, createScriptExample('4.5.2', '--apply_rope_fusion false')],
  }),
  createReleaseRule('new', {
    title: 'A flag that came later',
    why: 'Documents describe the newest release; the installed one may not know the flag, which is then left over as `remaining_argv`.',
    bad: [
      { flags: '--load_safetensors true' },
      { flags: '--async_save true' },
      createScriptExample('4.2.3', '--megatron_extra_kwargs {}'),
    ],
    good: [{ flags: '--save out' }],
  }),
  createReleaseRule('removed', {
    title: 'A flag that is gone',
    why: 'Release 4.0 removed more than a hundred flags, most of them because config.json of the model says the same. What is written is left over as `remaining_argv`.',
    bad: [createScriptExample('4.5.2', '--num_layers 28'), createScriptExample('4.0.0', '--ckpt_format torch')],
    good: [{ flags: '--num_layers 28' }],
  }),
];

/** The first given flag of the release that no release has together with a flag of another one. */
export function findConflictingFlag(facts: Facts, otherFlag: Flag): { flag: Flag; entry: Entry } | undefined {
  const { catalog, config } = facts;
  const exists = (flag: Flag, release: string): boolean => formOf(flag, release, config.command) !== undefined;
  const releases = catalog.releases.filter((release) => exists(otherFlag, release));
  for (const { flag, entry, match } of facts.givenFlags) {
    if (flag && match.kind === 'exact' && !releases.some((release) => exists(flag, release))) return { flag, entry };
  }
  return undefined;
}

/** The releases that have a flag: `up to 3.12.6`, `from 4.0.0 on`. */
export function describeReleases({ catalog }: Facts, { flag }: { flag: Flag; entry: Entry }): string {
  const { since, until } = lifetimeOf(flag);
  if (until === catalog.releases.at(-1)) return `from ${since} on`;
  return since === catalog.releases[0] ? `up to ${until}` : `from ${since} to ${until}`;
}

/** What is said of a flag, wherever it stands. */
function explainOtherReleaseFlag(facts: Facts, otherFlag: OtherReleaseFlag): Omit<Found, 'span' | 'fixes'> {
  const isSilenced = flagValue(facts, 'ignore_args_error') === true;
  const conflict = findConflictingFlag(facts, otherFlag.flag);
  return {
    ...(isSilenced && { severity: 'warning', outcome: 'ignored' }),
    ...(otherFlag.current && isOlderFlag(otherFlag.flag, facts) && { isObsolete: true }),
    message: `${describeChange(otherFlag, facts)}${isSilenced ? ' It is dropped silently, since ignore_args_error is true.' : ''}`,
    flags: [otherFlag.flag.name],
    related: conflict
      ? [{ span: conflict.entry.key, message: `${conflict.flag.name} exists ${describeReleases(facts, conflict)}` }]
      : [],
  };
}

const VALUE_CHANGE_TEXT: Record<ValueChange, string> = {
  same: '',
  inverted: ', with the opposite value',
  x60: ', in seconds instead of minutes',
  '/60': ', in minutes instead of seconds',
  other: ', with another meaning',
};

const isOlderFlag = (flag: Flag, { release }: Facts): boolean =>
  compareReleases(lifetimeOf(flag).until, release.version) < 0;

function describeChange({ kind, flag, current }: OtherReleaseFlag, { release: { version }, catalog }: Facts): string {
  const { since, until } = lifetimeOf(flag);
  const advice = compareReleases(until, version) < 0 && flag.instead ? ` ${flag.instead}` : '';
  if (current)
    return `${flag.name} is called ${current.flag.name} in ms-swift ${version}${VALUE_CHANGE_TEXT[current.value]}.${advice}`;
  if (kind === 'removed')
    return `${flag.name} is gone since ms-swift ${findNextRelease(catalog, until) ?? until}.${advice}`;
  const returnRelease =
    catalog.releases.filter((each) => compareReleases(each, version) > 0 && existsInRelease(flag, each))[0] ?? since;
  const arrival =
    compareReleases(since, version) < 0
      ? `was taken out and came back with ms-swift ${returnRelease}`
      : `came with ms-swift ${returnRelease}`;
  return `${flag.name} ${arrival}; ${version} does not know it.${flag.before ? ` ${flag.before}` : ''}`;
}

const existsInRelease = (flag: Flag, release: string): boolean =>
  (['pt', 'sft', 'rlhf', 'export'] as const).some((command) => formOf(flag, release, command));

/** The flag under its name here. Where that name is given as well, there is nothing to rename. */
export function createRenameFix(facts: Facts, entry: Entry, { flag, value }: Counterpart): Fix | undefined {
  if (findGiven(facts, flag.name)) return undefined;
  const values = entry.values.map((each) => each.value);
  if (value === 'same') return fixRename(entry, flag.name, true);
  const changed = convertValues(values, value);
  if (!changed) return undefined;
  return {
    title: `Change to ${flag.name} ${changed.join(' ')}`,
    safe: true,
    changes: [
      { op: 'rename', entry, to: flag.name },
      { op: 'write', entry, values: changed },
    ],
  };
}

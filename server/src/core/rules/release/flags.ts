import { formOf } from '../../catalog/catalog';
import { remembered } from '../../catalog/memoize';
import { compareReleases } from '../../catalog/release';
import { type Counterpart, changedWords, lifeOf, releaseAfter, type ValueChange } from '../../catalog/renames';
import type { Flag } from '../../catalog/types';
import type { Entry } from '../../config/config';
import type { Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import { lastGiven } from '../../facts/givens';
import { type Kind, type Stranger, strangersIn } from '../../facts/otherReleaseFlags';
import { flagValue } from '../../facts/values';
import { fixesOf, fixRemove, fixRename } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** Flags that another release knows: the most frequent reason for `remaining_argv`. */
const base = {
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  source: 'The dataclasses of ms-swift 3.7.0 to 4.5.2, read release by release',
} as const;

const rule = (kind: Kind, texts: Pick<Rule, 'title' | 'why' | 'bad' | 'good'>): Rule => ({
  ...base,
  ...texts,
  id: `release.${kind}`,
  instead: 'cli.abbrev-ambiguous',
  check: (facts) => {
    // A flag that is given again is the same story again.
    const told = remembered((stranger: Stranger) => storyOf(facts, stranger));
    return strangersIn(facts)
      .filter(({ stranger }) => stranger.kind === kind)
      .map(({ stranger, entry }) => ({
        ...told(stranger),
        span: entry.key,
        fixes: fixesOf(stranger.here && renameFix(facts, entry, stranger.here), fixRemove(entry, stranger.flag.name)),
      }));
  },
});

const of = (release: string, flags: string) => ({
  flags: '',
  script: `# preflight: ms-swift=${release}\nmegatron sft ${flags}\n`,
});

export const releaseRules: Rule[] = [
  rule('renamed', {
    title: 'A flag under the name of another release',
    why: 'Release 4.0 renamed some thirty flags, most of them to the names of Hugging Face. The other name is left over as `remaining_argv`.',
    bad: [
      { flags: '--output_dir out' },
      { flags: '--num_train_epochs 2' },
      { flags: '--perform_initialization true' },
      of('4.5.2', '--no_rope_fusion true'),
      of('4.5.2', '--distributed_timeout_minutes 60'),
      of('4.5.2', '--seq_length 4096'),
    ],
    good: [{ flags: '--save out' }, of('4.5.2', '--apply_rope_fusion false')],
  }),
  rule('new', {
    title: 'A flag that came later',
    why: 'Documents describe the newest release; the installed one may not know the flag, which is then left over as `remaining_argv`.',
    bad: [
      { flags: '--load_safetensors true' },
      { flags: '--async_save true' },
      of('4.2.3', '--megatron_extra_kwargs {}'),
    ],
    good: [{ flags: '--save out' }],
  }),
  rule('removed', {
    title: 'A flag that is gone',
    why: 'Release 4.0 removed more than a hundred flags, most of them because config.json of the model says the same. What is written is left over as `remaining_argv`.',
    bad: [of('4.5.2', '--num_layers 28'), of('4.0.0', '--ckpt_format torch')],
    good: [{ flags: '--num_layers 28' }],
  }),
];

/** The first given flag of the release that no release has together with a flag of another one. */
export function opponentOf(facts: Facts, stranger: Flag): { flag: Flag; entry: Entry } | undefined {
  const { catalog, config } = facts;
  const exists = (flag: Flag, release: string): boolean => formOf(flag, release, config.command) !== undefined;
  const releases = catalog.releases.filter((release) => exists(stranger, release));
  for (const { flag, entry, match } of facts.given) {
    if (flag && match.kind === 'exact' && !releases.some((release) => exists(flag, release))) return { flag, entry };
  }
  return undefined;
}

/** The releases that have a flag: `up to 3.12.6`, `from 4.0.0 on`. */
export function rangeText({ catalog }: Facts, { flag }: { flag: Flag; entry: Entry }): string {
  const { since, until } = lifeOf(flag);
  if (until === catalog.releases.at(-1)) return `from ${since} on`;
  return since === catalog.releases[0] ? `up to ${until}` : `from ${since} to ${until}`;
}

/** What is said of a flag, wherever it stands. */
function storyOf(facts: Facts, stranger: Stranger): Omit<Found, 'span' | 'fixes'> {
  const isSilenced = flagValue(facts, 'ignore_args_error') === true;
  const opponent = opponentOf(facts, stranger.flag);
  return {
    ...(isSilenced && { severity: 'warning', outcome: 'ignored' }),
    ...(stranger.here && isOlder(stranger.flag, facts) && { isObsolete: true }),
    message: `${sentenceOf(stranger, facts)}${isSilenced ? ' It is dropped silently, since ignore_args_error is true.' : ''}`,
    flags: [stranger.flag.name],
    related: opponent
      ? [{ span: opponent.entry.key, message: `${opponent.flag.name} exists ${rangeText(facts, opponent)}` }]
      : [],
  };
}

const VALUE: Record<ValueChange, string> = {
  same: '',
  inverted: ', with the opposite value',
  x60: ', in seconds instead of minutes',
  '/60': ', in minutes instead of seconds',
  other: ', with another meaning',
};

const isOlder = (flag: Flag, { release }: Facts): boolean => compareReleases(lifeOf(flag).until, release.version) < 0;

function sentenceOf({ kind, flag, here }: Stranger, { release: { version }, catalog }: Facts): string {
  const { since, until } = lifeOf(flag);
  const advice = compareReleases(until, version) < 0 && flag.instead ? ` ${flag.instead}` : '';
  if (here) return `${flag.name} is called ${here.flag.name} in ms-swift ${version}${VALUE[here.value]}.${advice}`;
  if (kind === 'removed')
    return `${flag.name} is gone since ms-swift ${releaseAfter(catalog, until) ?? until}.${advice}`;
  const back =
    catalog.releases.filter((each) => compareReleases(each, version) > 0 && existsIn(flag, each))[0] ?? since;
  const came =
    compareReleases(since, version) < 0
      ? `was taken out and came back with ms-swift ${back}`
      : `came with ms-swift ${back}`;
  return `${flag.name} ${came}; ${version} does not know it.${flag.before ? ` ${flag.before}` : ''}`;
}

const existsIn = (flag: Flag, release: string): boolean =>
  (['pt', 'sft', 'rlhf', 'export'] as const).some((command) => formOf(flag, release, command));

/** The flag under its name here. Where that name is given as well, there is nothing to rename. */
export function renameFix(facts: Facts, entry: Entry, { flag, value }: Counterpart): Fix | undefined {
  if (lastGiven(facts, flag.name)) return undefined;
  const words = entry.values.map((each) => each.value);
  if (value === 'same') return fixRename(entry, flag.name, true);
  const changed = changedWords(words, value);
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

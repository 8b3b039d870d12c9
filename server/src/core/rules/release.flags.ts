import { type Flag, formOf, hasCommand } from '../catalog/catalog';
import { compareReleases, inRange, type Release } from '../catalog/release';
import type { Config, Entry } from '../config';
import type { Fix } from '../edit';
import { type Facts, flagValue, type GivenFlag } from './facts';
import { type Found, fixesOf, fixRemove, fixRename, type Rule } from './rule';

/** Flags that another release knows: the most frequent reason for `remaining_argv`. */
const base = {
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  source: 'The dataclasses of ms-swift 3.7.0 to 4.5.2, read release by release',
} as const;

type Kind = 'renamed' | 'new' | 'removed';

/** A flag that only other releases know, with the other name that it has here where there is one. */
interface Stranger {
  kind: Kind;
  flag: Flag;
  here: { flag: Flag; value: NonNullable<Flag['renamed']>['value'] } | undefined;
}

/** What is known of a name that the release does not know; undefined for one that no release knows. */
export function strangerOf({ catalog, release, config }: Facts, name: string): Stranger | undefined {
  const flag = catalog.byName.get(name.replace(/^--?/, '').replaceAll('-', '_'));
  if (!flag || formOf(flag, release.version, config.command)) return undefined;
  const { forms } = catalog.view(release.version, config.command);
  const later = flag.renamed && catalog.byName.get(flag.renamed.to);
  const earlier = catalog.flags.find(({ renamed, name: old }) => renamed?.to === flag.name && forms.has(old));
  if (flag.renamed && later && forms.has(later.name)) {
    return { kind: 'renamed', flag, here: { flag: later, value: flag.renamed.value } };
  }
  if (earlier?.renamed) return { kind: 'renamed', flag, here: { flag: earlier, value: earlier.renamed.value } };
  const since = firstRelease(flag, config);
  if (!since) return undefined;
  return { kind: compareReleases(since, release.version) > 0 ? 'new' : 'removed', flag, here: undefined };
}

const firstRelease = (flag: Flag, { command }: Config): Release | undefined =>
  flag.forms
    .filter(({ commands }) => (commands ?? ['pt', 'sft', 'rlhf']).includes(command))
    .map(({ releases }) => releases.split('-')[0] ?? '')
    .sort(compareReleases)[0];

const lastRelease = (flag: Flag): Release =>
  flag.forms
    .map(({ releases }) => releases.split('-').at(-1) ?? '')
    .sort(compareReleases)
    .at(-1) ?? '';

const rule = (kind: Kind, texts: Pick<Rule, 'title' | 'why' | 'bad' | 'good'>): Rule => ({
  ...base,
  ...texts,
  id: `release.${kind}`,
  instead: 'cli.abbrev-ambiguous',
  check: (facts) =>
    hasCommand(facts.catalog, facts.release.version, facts.config.command)
      ? facts.given.flatMap((given) => foundFor(kind, facts, given))
      : [],
});

export const releaseRules: Rule[] = [
  rule('renamed', {
    title: 'A flag under the name of another release',
    why: 'Release 4.0 renamed some thirty flags, most of them to the names of Hugging Face. The other name is left over as `remaining_argv`.',
    bad: [{ flags: '--output_dir out' }, { flags: '--num_train_epochs 2' }, { flags: '--perform_initialization true' }],
    good: [{ flags: '--save out' }],
  }),
  rule('new', {
    title: 'A flag that came later',
    why: 'Documents describe the newest release; the installed one may not know the flag, which is then left over as `remaining_argv`.',
    bad: [{ flags: '--load_safetensors true' }, { flags: '--async_save true' }],
    good: [{ flags: '--save out' }],
  }),
  rule('removed', {
    title: 'A flag that is gone',
    why: 'Release 4.0 removed more than a hundred flags, most of them because config.json of the model says the same.',
    bad: [{ flags: '', script: '# preflight: ms-swift=4.5.2\nmegatron sft --num_layers 28\n' }],
    good: [{ flags: '--num_layers 28' }],
  }),
];

function foundFor(kind: Kind, facts: Facts, { entry, match }: GivenFlag): Found[] {
  // An old name may be the beginning of several new ones; what it was says more than that it is ambiguous.
  const stranger = match.kind === 'unknown' || match.kind === 'ambiguous' ? strangerOf(facts, entry.name) : undefined;
  if (stranger?.kind !== kind) return [];
  const { release, config } = facts;
  const { flag, here } = stranger;
  const first = firstRelease(flag, config) ?? '';
  const text = here
    ? `${flag.name} is called ${here.flag.name} in ms-swift ${release.version}${VALUE[here.value]}.`
    : kind === 'new'
      ? `${flag.name} came with ms-swift ${first}; ${release.version} does not know it.`
      : `${flag.name} is gone since ms-swift ${afterRelease(facts, lastRelease(flag))}${inRange(release.version, '4.0+') ? '; most such flags are read from the config.json of the model' : ''}.`;
  const isSilenced = flagValue(facts, 'ignore_args_error') === true;
  return [
    {
      ...(isSilenced && { severity: 'warning', outcome: 'ignored' }),
      message: text,
      span: entry.key,
      flags: [flag.name],
      isObsolete: kind === 'removed' || flag.renamed?.to === here?.flag.name,
      fixes: fixesOf(here && renameFix(entry, here), fixRemove(entry, flag.name)),
    },
  ];
}

const VALUE = {
  same: '',
  inverted: ', with the opposite value',
  x60: ', in seconds',
  other: ', with another value',
} as const;

const afterRelease = ({ catalog }: Facts, last: Release): Release =>
  catalog.releases[catalog.releases.indexOf(last) + 1] ?? last;

const OPPOSITE: Record<string, string> = { true: 'false', false: 'true' };

function renameFix(entry: Entry, { flag, value }: NonNullable<Stranger['here']>): Fix | undefined {
  if (value === 'same') return fixRename(entry, flag.name, true);
  const word = entry.values.length === 0 ? 'true' : entry.values[0]?.value;
  const opposite = OPPOSITE[word?.toLowerCase() ?? ''];
  if (value !== 'inverted' || opposite === undefined) return undefined;
  return {
    title: `Change to ${flag.name} ${opposite}`,
    safe: true,
    changes: [
      { op: 'rename', entry, to: flag.name },
      { op: 'write', entry, values: [opposite] },
    ],
  };
}

import { isInRange, nameOfRelease } from '../../catalog/release';
import type { Command } from '../../config/config';
import type { Facts } from '../../facts/facts';
import { findGiven, type GivenFlag, isGiven } from '../../facts/givens';
import { PLUGIN_FLAGS } from '../../facts/modelIdentity';
import { flagValue } from '../../facts/values';
import { collectFixes, fixRemove, fixValue } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { findNearestNames } from '../../text/spelling';

/** A flag of free text whose values the program looks up in a table, and the contents of that table. */
interface Lookup {
  flag: string;
  /** Noun for an entry of the table. */
  kind: string;
  /** The flag that is looked up in the same table. */
  sameNamesAs?: string;
  releases?: string;
  commands?: readonly Command[];
  rlhfType?: string;
  /** Separator of several names in one value. */
  separator?: string;
  /** Severity and outcome of an unknown name that does not stop the run. */
  override?: Pick<Found, 'severity' | 'outcome'>;
}

const TRAINING_COMMANDS: readonly Command[] = ['pt', 'sft', 'rlhf'];

const LOOKUPS: readonly Lookup[] = [
  // Up to 3.12 a template is only created for training.
  { flag: 'template', kind: 'template', releases: '3.7-3.12', commands: TRAINING_COMMANDS },
  { flag: 'template', kind: 'template', releases: '4.0+' },
  { flag: 'agent_template', kind: 'agent template', releases: '3.7-4.1', commands: TRAINING_COMMANDS },
  // From 4.2 on it is only looked up at the first sample with tools.
  {
    flag: 'agent_template',
    kind: 'agent template',
    releases: '4.2+',
    commands: TRAINING_COMMANDS,
    override: { severity: 'warning', outcome: 'risky' },
  },
  { flag: 'loss_scale', kind: 'loss scale', releases: '3.7-3.11', commands: ['sft', 'rlhf'] },
  { flag: 'loss_scale', kind: 'loss scale', releases: '3.12+', commands: ['sft', 'rlhf'], separator: '+' },
  { flag: 'model_type', kind: 'model type' },
  { flag: 'teacher_model_type', kind: 'model type', sameNamesAs: 'model_type', commands: ['rlhf'] },
  { flag: 'report_to', kind: 'reporting integration', releases: '4.0+', commands: TRAINING_COMMANDS },
  {
    flag: 'multi_turn_scheduler',
    kind: 'multi-turn scheduler',
    releases: '4.3+',
    commands: ['rlhf'],
    rlhfType: 'grpo',
  },
  { flag: 'callbacks', kind: 'callback', releases: '4.0+', commands: TRAINING_COMMANDS },
];

export const unknownName: Rule = {
  id: 'cli.unknown-name',
  needsWords: true,
  title: 'Unknown name',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  why: 'The flag accepts any text, and the name is looked up later: the run stops with a KeyError or a ValueError that lists all names. external_plugins can add names.',
  source:
    'swift/llm/template/constant.py, swift/llm/model/constant.py, swift/plugin/ (3.x); swift/template/constant.py, swift/model/constant.py, swift/megatron/callbacks/mapping.py (4.x)',
  bad: [
    { flags: '--template qwen2.5' },
    { flags: '--model_type qwen-3' },
    { flags: '--loss_scale ignore_empty_thinking' },
    { flags: '--report_to wandb tensorbord', release: '4.2.3' },
    { flags: '--rlhf_type grpo --multi_turn_scheduler gym', command: 'rlhf', release: '4.5.2' },
  ],
  good: [
    { flags: '--template qwen2_5' },
    { flags: '--template mine --external_plugins mine.py' },
    { flags: '--loss_scale last_round+ignore_empty_think', release: '3.12.6' },
    { flags: '--report_to wandb tensorboard', release: '4.2.3' },
    { flags: '--rlhf_type grpo --multi_turn_scheduler gym_scheduler', command: 'rlhf', release: '4.5.2' },
  ],
  check: (facts) => {
    const activeLookups = LOOKUPS.flatMap((lookup) => {
      const given = findGiven(facts, lookup.flag);
      return given && isLookedUp(lookup, facts) ? [{ lookup, given }] : [];
    });
    // Plugins may add names.
    if (activeLookups.length === 0 || PLUGIN_FLAGS.some((name) => isGiven(facts, name) !== false)) return [];
    return activeLookups.flatMap(({ lookup, given }) => reportUnknownNames(facts, lookup, given));
  },
};

/** Whether a run of this release and command looks the values up. */
const isLookedUp = ({ releases, commands, rlhfType }: Lookup, facts: Facts): boolean =>
  (!releases || isInRange(facts.release.version, releases)) &&
  (!commands || commands.includes(facts.config.command)) &&
  (!rlhfType || flagValue(facts, 'rlhf_type') === rlhfType);

function reportUnknownNames({ catalog, release, config }: Facts, lookup: Lookup, { entry, form }: GivenFlag): Found[] {
  const { flag, kind, separator, override } = lookup;
  const names = catalog.view(release.version, config.command).names.get(lookup.sameNamesAs ?? flag);
  if (!names) return [];
  return (form?.list ? entry.values : entry.values.slice(0, 1)).flatMap((scalar): Found[] => {
    const text = scalar.value;
    if (text === undefined || splitNames(text, separator).every((part) => names.has(part))) return [];
    const suggestion = findNearestNames(text, [...names], 1)[0];
    return [
      {
        message: `\`${text}\` is not a known ${kind} of ms-swift ${nameOfRelease(release)}.${suggestion ? ` Did you mean ${suggestion}?` : ` Use one of ${printNames(names)}.`}`,
        span: scalar.span,
        flags: [flag],
        ...override,
        fixes: collectFixes(suggestion ? fixValue(entry, scalar, suggestion) : undefined, fixRemove(entry, flag)),
      },
    ];
  });
}

const splitNames = (text: string, separator: string | undefined): string[] =>
  separator === undefined ? [text] : text.split(separator);

/** Prints all names, or the first 8 of more than 12. */
const printNames = (names: ReadonlySet<string>): string =>
  names.size > 12 ? `${[...names].slice(0, 8).join(', ')} and ${names.size - 8} more` : [...names].join(', ');

import { inRange } from '../catalog/release';
import type { Command } from '../config';
import { nearest } from '../nearest';
import { PLUGINS } from './cli.plugin-name';
import { type Facts, flagValue, type GivenFlag, isGiven, lastGiven } from './facts';
import { fixesOf, fixRemove, fixWord } from './fix';
import type { Found, Rule } from './rule';

/** Flags of free text whose words the program looks up in a table of its own, and what stands in that table. */
const LOOKED_UP: Readonly<
  Record<string, { kind: string; like?: string; releases?: string; commands?: readonly Command[]; rlhf?: string }>
> = {
  // Up to 3.12 a template is only made for training.
  template: { kind: 'template' },
  agent_template: { kind: 'agent template', commands: ['pt', 'sft', 'rlhf'] },
  loss_scale: { kind: 'loss scale', commands: ['sft', 'rlhf'] },
  model_type: { kind: 'model type' },
  teacher_model_type: { kind: 'model type', like: 'model_type', commands: ['rlhf'] },
  report_to: { kind: 'place to report to', releases: '4.0+', commands: ['pt', 'sft', 'rlhf'] },
  multi_turn_scheduler: { kind: 'scheduler of turns', releases: '4.3+', commands: ['rlhf'], rlhf: 'grpo' },
  callbacks: { kind: 'callback', releases: '4.0+', commands: ['pt', 'sft', 'rlhf'] },
};

export const unknownName: Rule = {
  id: 'cli.unknown-name',
  title: 'A name that the release does not know',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  why: 'The flag takes any text, and the name is looked up later: the run stops with a KeyError or a ValueError that lists all names. external_plugins can add names of your own.',
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
    const looked = Object.keys(LOOKED_UP).flatMap((name) => lastGiven(facts, name) ?? []);
    // Code of the user's own may add names.
    if (looked.length === 0 || PLUGINS.some((name) => isGiven(facts, name) !== false)) return [];
    return looked.flatMap((given) => unknownWords(facts, given));
  },
};

function unknownWords(facts: Facts, { entry, flag, form }: GivenFlag): Found[] {
  const { catalog, release, config } = facts;
  const how = flag && LOOKED_UP[flag.name];
  const names =
    flag && catalog.view(release.version, config.command).names.get(LOOKED_UP[flag.name]?.like ?? flag.name);
  if (!how || !names || (how.releases && !inRange(release.version, how.releases))) return [];
  if (how.rlhf && flagValue(facts, 'rlhf_type') !== how.rlhf) return [];
  if (how.commands && !how.commands.includes(config.command)) return [];
  if (flag.name === 'template' && config.command === 'export' && inRange(release.version, '3.7-3.12')) return [];
  return (form?.list ? entry.values : entry.values.slice(0, 1)).flatMap((scalar): Found[] => {
    const word = scalar.value;
    if (word === undefined || partsOf(flag.name, word, release.version).every((part) => names.has(part))) return [];
    const meant = nearest(word, [...names], 1)[0];
    return [
      {
        message: `\`${word}\` is no ${how.kind} of ms-swift ${release.version}.${meant ? ` Did you mean ${meant}?` : ` There are ${shown(names)}.`}`,
        span: scalar.span,
        flags: [flag.name],
        // From 4.2 on it is only looked up when the first sample with tools comes.
        ...(flag.name === 'agent_template' && inRange(release.version, '4.2+')
          ? { severity: 'warning', outcome: 'risky' }
          : {}),
        fixes: fixesOf(meant ? fixWord(entry, scalar, meant) : undefined, fixRemove(entry, flag.name)),
      },
    ];
  });
}

/** From 3.12 on several loss scales can be joined by plus signs. */
const partsOf = (flag: string, word: string, release: string): string[] =>
  flag === 'loss_scale' && inRange(release, '3.12+') ? word.split('+') : [word];

const shown = (names: ReadonlySet<string>): string =>
  names.size > 12 ? `${[...names].slice(0, 8).join(', ')} and ${names.size - 8} more` : [...names].join(', ');

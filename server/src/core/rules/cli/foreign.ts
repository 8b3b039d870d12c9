import { collectFixes, fixRemove, fixRename } from '../../lint/fix';
import type { Rule } from '../../lint/rule';
import { findForeignAdvice } from './foreign-common';

/** Name of another tool that is a prefix of a flag: argparse reads it as that flag, or calls it ambiguous. */
export const foreign: Rule = {
  id: 'cli.foreign',
  needsWords: true,
  isAboutName: true,
  title: 'Name of another tool read as an abbreviation',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  why: 'A prefix of several flags is rejected. argparse reads a prefix that matches only one flag as that flag, which may be about something else; this is a warning.',
  source: 'CPython Lib/argparse.py, _get_option_tuples (allow_abbrev)',
  supersedes: ['cli.abbrev', 'cli.abbrev-ambiguous'],
  bad: [{ flags: '--optim adam' }, { flags: '--gradient_checkpointing true', command: 'export', release: '3.12.6' }],
  good: [{ flags: '--optimizer adam' }, { flags: '--gradient_checkpointing_kwargs {}' }, { flags: '--lora_r 8' }],
  checkFlag: ({ entry, match }, facts) => {
    const advice =
      match.kind === 'prefix' || match.kind === 'ambiguous' ? findForeignAdvice(facts, entry.name) : undefined;
    // A prefix of the very flag that is meant works, so that `cli.abbrev` says all there is to say.
    if (!advice || (match.kind === 'prefix' && advice.flags.includes(match.flag.name))) return [];
    const explanation =
      match.kind === 'prefix'
        ? `${entry.name} is read as ${match.flag.name}, the only flag with this prefix.`
        : `${entry.name} is not a flag, but a prefix of several flags.`;
    return [
      {
        ...(match.kind === 'prefix' && { severity: 'warning', outcome: 'ignored' }),
        message: `${explanation} ${advice.advice}`,
        span: entry.key,
        flags: [entry.name],
        fixes: collectFixes(...advice.flags.map((flag) => fixRename(entry, flag)), fixRemove(entry, entry.name)),
      },
    ];
  },
};

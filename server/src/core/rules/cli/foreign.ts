import { collectFixes, fixRemove, fixRename } from '../../lint/fix';
import type { Rule } from '../../lint/rule';
import { findForeignAdvice } from './foreign-common';

/** Name of another tool that is a prefix of a flag: argparse reads it as that flag, or calls it ambiguous. */
export const foreign: Rule = {
  id: 'cli.foreign',
  needsWords: true,
  isAboutName: true,
  title: 'Name of another tool read as an abbreviation',
  severity: 'warning',
  outcome: 'ignored',
  releases: '3.7+',
  why: 'argparse reads a prefix that matches only one flag as that flag: `--gradient_checkpointing true` is read as gradient_checkpointing_kwargs and switches nothing on. A prefix of several flags is rejected.',
  source: 'CPython Lib/argparse.py, _get_option_tuples (allow_abbrev)',
  supersedes: ['cli.abbrev', 'cli.abbrev-ambiguous'],
  bad: [{ flags: '--optim adam' }],
  good: [{ flags: '--optimizer adam' }, { flags: '--gradient_checkpointing_kwargs {}' }],
  checkFlag: ({ entry, match }, facts) => {
    const advice =
      match.kind === 'prefix' || match.kind === 'ambiguous' ? findForeignAdvice(facts, entry.name) : undefined;
    if (!advice) return [];
    const explanation =
      match.kind === 'prefix'
        ? `${entry.name} is read as ${match.flag.name}, the only flag with this prefix.`
        : `${entry.name} is not a flag, but a prefix of several flags.`;
    return [
      {
        ...(match.kind === 'ambiguous' && { severity: 'error', outcome: 'rejected' }),
        message: `${explanation} ${advice.advice}`,
        span: entry.key,
        flags: [entry.name],
        fixes: collectFixes(...advice.flags.map((flag) => fixRename(entry, flag)), fixRemove(entry, entry.name)),
      },
    ];
  },
};

import { collectFixes, fixRename } from '../../lint/fix';
import type { Rule } from '../../lint/rule';

export const abbrev: Rule = {
  id: 'cli.abbrev',
  needsWords: true,
  isAboutName: true,
  title: 'Abbreviated flag',
  severity: 'hint',
  outcome: 'style',
  releases: '3.7+',
  why: 'argparse accepts a prefix that matches only one flag. The next release may add a second match, and then the run is rejected.',
  source: 'CPython Lib/argparse.py, _get_option_tuples (allow_abbrev)',
  bad: [{ flags: '--recompute_gran selective' }],
  good: [{ flags: '--recompute_granularity selective' }],
  checkFlag: ({ entry, match }) =>
    match.kind === 'prefix'
      ? [
          {
            message: `${entry.name} is read as ${match.flag.name}, the only flag with this prefix. Write the full name.`,
            span: entry.key,
            flags: [match.flag.name],
            fixes: collectFixes(fixRename(entry, match.flag.name, true)),
          },
        ]
      : [],
};

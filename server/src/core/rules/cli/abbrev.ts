import { collectFixes, fixRename } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

const base = { releases: '3.7-4.5', source: 'CPython Lib/argparse.py, _get_option_tuples (allow_abbrev)' } as const;

export const abbreviation: Rule = {
  ...base,
  id: 'cli.abbrev',
  title: 'An abbreviated flag',
  severity: 'hint',
  outcome: 'style',
  why: 'argparse accepts the beginning of a name that fits one flag only. The next release may add a second one, and then the run is rejected.',
  bad: [{ flags: '--recompute_gran selective' }],
  good: [{ flags: '--recompute_granularity selective' }],
  check: (facts) =>
    facts.givenFlags.flatMap(({ entry, match }): Found[] =>
      match.kind === 'prefix'
        ? [
            {
              message: `${entry.name} is read as ${match.flag.name}, the only flag that begins so. Write the whole name.`,
              span: entry.key,
              flags: [match.flag.name],
              fixes: collectFixes(fixRename(entry, match.flag.name, true)),
            },
          ]
        : [],
    ),
};

export const ambiguousAbbreviation: Rule = {
  ...base,
  id: 'cli.abbrev-ambiguous',
  title: 'An abbreviation that fits several flags',
  severity: 'error',
  outcome: 'rejected',
  why: 'argparse cannot tell which flag is meant and exits with code 2. Underscore and dash spellings count as two options, so even one flag can be ambiguous.',
  bad: [{ flags: '--moe_router_ 2' }, { flags: '--strea true' }],
  good: [{ flags: '--moe_router_topk 2' }],
  check: (facts) =>
    facts.givenFlags.flatMap(({ entry, match }): Found[] => {
      if (match.kind !== 'ambiguous') return [];
      const names = match.candidates.map((flag) => flag.name);
      const nameList =
        names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');
      return [
        {
          message: `${entry.name} is the beginning of ${nameList}${names.length === 1 ? ' in two spellings' : ''}. Write the whole name.`,
          span: entry.key,
          flags: [entry.name],
          fixes: names.slice(0, 4).map((name) => fixRename(entry, name)),
        },
      ];
    }),
};

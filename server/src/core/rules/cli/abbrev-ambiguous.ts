import { fixRename } from '../../lint/fix';
import type { Rule } from '../../lint/rule';

/** Maximum number of candidates that the message names and the fixes offer. */
const MAX_CANDIDATES = 4;

export const abbrevAmbiguous: Rule = {
  id: 'cli.abbrev-ambiguous',
  needsWords: true,
  isAboutName: true,
  title: 'Ambiguous abbreviation of a flag',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  why: 'argparse cannot choose between the flags that match and exits with code 2. Spellings with underscores and with dashes count as two options, so even a single flag can be ambiguous.',
  source: 'CPython Lib/argparse.py, _get_option_tuples (allow_abbrev)',
  bad: [{ flags: '--moe_router_ 2' }, { flags: '--strea true' }],
  good: [{ flags: '--moe_router_topk 2' }],
  checkFlag: ({ entry, match }) => {
    if (match.kind !== 'ambiguous') return [];
    const names = match.candidates.map((flag) => flag.name);
    return [
      {
        message: `${entry.name} is ambiguous: ${describeCandidates(names)}`,
        span: entry.key,
        flags: [entry.name],
        fixes: names.slice(0, MAX_CANDIDATES).map((name) => fixRename(entry, name)),
      },
    ];
  },
};

function describeCandidates(names: readonly string[]): string {
  const [only] = names;
  if (names.length === 1) return `it is a prefix of ${only} in two spellings. Write the full name.`;
  const listed = names.slice(0, MAX_CANDIDATES);
  const rest = names.length > MAX_CANDIDATES ? `one of ${names.length - MAX_CANDIDATES} more` : listed.pop();
  return `${names.length} flags begin with it. Write the full name: ${listed.join(', ')} or ${rest}.`;
}

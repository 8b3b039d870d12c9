import { isInJoined } from '../../config/joinConfigs';
import { findGiven } from '../../facts/givens';
import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

export const commandLineOverride: Rule = {
  id: 'yaml.cli-override',
  title: 'A flag in the config file and on the command line',
  severity: 'hint',
  outcome: 'overridden',
  releases: '3.7-4.5',
  why: 'Both are read, one after the other, and the last one holds: the command line where the file is the first word, the file where it stands behind --config (3.10 to 4.0.4).',
  source: 'swift/cli/main.py, parse_yaml_args',
  bad: [
    {
      flags: '',
      script: '# preflight: ms-swift=3.8.1\nmegatron sft run.yaml --lr 1e-5\n',
      neighbor: { name: 'run.yaml', text: 'lr: 1e-4\n' },
    },
  ],
  good: [
    {
      flags: '',
      script: '# preflight: ms-swift=3.8.1\nmegatron sft run.yaml --lr 1e-5\n',
      neighbor: { name: 'run.yaml', text: 'seed: 1\n' },
    },
  ],
  check: (facts) =>
    facts.givenFlags.flatMap((each): Found[] => {
      const name = each.flag?.name ?? '';
      const later = findGiven(facts, name);
      if (!later || isInJoined(later.entry.key) === isInJoined(each.entry.key)) return [];
      return [
        {
          message: `${name} is given in the config file and on the command line; this one does not hold.`,
          span: each.entry.fullSpan,
          flags: [name],
          related: [{ span: later.entry.fullSpan, message: `this ${name} holds` }],
          fixes: [fixRemove(each.entry, `this ${name}`)],
        },
      ];
    }),
};

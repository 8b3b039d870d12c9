import { isInJoined } from '../../config/joinConfigs';
import { findGiven } from '../../facts/givens';
import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

export const cliOverride: Rule = {
  id: 'yaml.cli-override',
  needsWords: true,
  title: 'Flag in both the config file and the command line',
  severity: 'hint',
  outcome: 'overridden',
  releases: '3.7+',
  why: 'Both are read in order, and the last value takes effect: that of the command line if the file is the first argument, that of the file if it follows --config (3.10 to 4.0.4).',
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
    facts.givenFlags.flatMap((given): Found[] => {
      const name = given.flag?.name ?? '';
      const later = findGiven(facts, name);
      if (!later || isInJoined(later.entry.key) === isInJoined(given.entry.key)) return [];
      return [
        {
          message: `${name} is given in the config file and on the command line; this value is overridden.`,
          span: given.entry.fullSpan,
          flags: [name],
          related: [{ span: later.entry.fullSpan, message: `this ${name} takes effect` }],
          fixes: [fixRemove(given.entry, `this ${name}`)],
        },
      ];
    }),
};

import type { Entry } from '../../config/config';
import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { configFileBase, createFileExamples, findReaderProblems } from './common';

export const duplicateKey: Rule = {
  ...configFileBase,
  id: 'yaml.duplicate-key',
  needsWords: true,
  title: 'Duplicate key',
  severity: 'warning',
  outcome: 'overridden',
  why: 'A map contains every key once, and PyYAML silently keeps the last value. The first one never reaches the trainer. --config, from 3.10 to 4.0.4, rejects the file instead.',
  source: 'PyYAML lib/yaml/constructor.py, construct_mapping',
  bad: createFileExamples(
    'lr: 1e-5\nseed: 1\nlr: 1e-4\n',
    'lr: 1e-5\nENV:\n  A: b\n  A: c\n',
    'dataset: [a]\ndataset:\n  - b\n',
  ),
  good: createFileExamples('lr: 1e-5\nseed: 1\n', 'ENV:\n  lr: b\nlr: 1e-5\n'),
  check: (facts) => {
    const problems = findReaderProblems(facts, 'yaml.duplicate-key');
    if (problems.length === 0) return [];
    const indexByName = (entries: readonly Entry[]) => new Map(entries.map((each) => [each.name, each]));
    const lastByName = { flag: indexByName(facts.config.flags), env: indexByName(facts.config.variables) };
    return problems.flatMap(({ problem, entry, name }): Found[] => {
      if (!entry) return [];
      const later = lastByName[entry.kind].get(entry.name);
      return [
        {
          message:
            facts.config.reader === 'omegaconf'
              ? `${name} is given twice, which --config rejects.`
              : `${problem.message}.`,
          ...(facts.config.reader === 'omegaconf' && REJECTED_BY_CONFIG_FLAG),
          span: problem.span,
          flags: entry.kind === 'flag' ? [name] : [],
          related: later ? [{ span: later.fullSpan, message: `this ${name} takes effect` }] : [],
          fixes: [{ ...fixRemove(entry, `this ${name}`), safe: true }],
        },
      ];
    });
  },
};

const REJECTED_BY_CONFIG_FLAG = { severity: 'error', outcome: 'rejected' } as const;

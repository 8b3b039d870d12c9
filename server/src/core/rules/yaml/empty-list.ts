import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { configFileBase, createFileExamples, findReaderProblems } from './common';

export const emptyList: Rule = {
  ...configFileBase,
  id: 'yaml.empty-list',
  needsWords: true,
  title: 'Empty list',
  severity: 'error',
  outcome: 'rejected',
  supersedes: 'cli.list-empty',
  why: 'An empty list leaves the flag without a value. A list flag needs at least one, and a bool flag without a value means true.',
  source: 'CPython Lib/argparse.py, ArgumentParser._match_argument',
  bad: createFileExamples('dataset: []\nlr: 1e-5\n', 'packing: []\nlr: 1e-5\n'),
  good: createFileExamples('dataset: [a]\n', 'lr: 1e-5\n'),
  check: (facts) =>
    findReaderProblems(facts, 'yaml.empty-list').flatMap(({ problem, entry, given, name }): Found[] => {
      const form = given?.form;
      if (!entry || !form || given.match.kind === 'complement' || !(form.list || form.bare)) return [];
      const common = { span: problem.span, flags: [name], fixes: [fixRemove(entry, name)] };
      if (form.list)
        return [{ ...common, message: `${name} needs at least one item. Remove the key to keep the default.` }];
      return [{ ...common, message: `${name} gets no value on the command line, which means true.`, outcome: 'wrong' }];
    }),
};

import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { configFileBase, createFileExamples, findReaderProblems } from './common';

const nonTextItem: Rule = {
  ...configFileBase,
  id: 'yaml.list-nonstring',
  title: 'A list item that is no text',
  severity: 'error',
  outcome: 'rejected',
  why: 'Items of a list are passed on as they are, and the launcher joins all words to print them: `TypeError: sequence item 3: expected str instance, int found`. A single value is turned into text first, a list item is not.',
  bad: createFileExamples(
    'vit_lr: 1e-5\ndataset: [a, 1]\n',
    'dataset:\n  - a\n  - 2024\n  - true\n',
    'dataset:\n  - swift/self-cognition: 500\nlr: 1e-5\n',
  ),
  good: createFileExamples('dataset: [a, "1"]\n', 'dataset: [a, 1e5]\n', 'train_iters: 10\n'),
  check: (facts) =>
    findReaderProblems(facts, 'yaml.list-nonstring').map(({ problem, name, fixes, entry }) => ({
      message: `${problem.message}: it stops with a TypeError. Put it in quotes.`,
      span: problem.span,
      flags: [name],
      fixes: fixes.length > 0 || !entry ? fixes : [fixRemove(entry, name)],
    })),
};

const emptyList: Rule = {
  ...configFileBase,
  id: 'yaml.empty-list',
  title: 'An empty list',
  severity: 'error',
  outcome: 'rejected',
  supersedes: 'cli.list-empty',
  why: 'It leaves the flag without any word. A list flag needs at least one, and a bool flag that stands alone means true.',
  source: 'CPython Lib/argparse.py, ArgumentParser._match_argument',
  bad: createFileExamples('dataset: []\nlr: 1e-5\n', 'packing: []\nlr: 1e-5\n'),
  good: createFileExamples('dataset: [a]\n', 'lr: 1e-5\n'),
  check: (facts) =>
    findReaderProblems(facts, 'yaml.empty-list').flatMap(({ problem, entry, given, name }): Found[] => {
      const form = given?.form;
      if (!entry || !form || given.match.kind === 'complement' || !(form.list || form.bare)) return [];
      const common = { span: problem.span, flags: [name], fixes: [fixRemove(entry, name)] };
      if (form.list) return [{ ...common, message: `${name} needs at least one item. Remove it for its default.` }];
      return [{ ...common, message: `${name} stands alone on the command line, which means true.`, outcome: 'wrong' }];
    }),
};

export const yamlListRules: Rule[] = [nonTextItem, emptyList];

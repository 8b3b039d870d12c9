import { fixRemove } from '../../lint/fix';
import type { Rule } from '../../lint/rule';
import { configFileBase, createFileExamples, findReaderProblems } from './common';

export const listNonstring: Rule = {
  ...configFileBase,
  releases: '3.7-4.5',
  id: 'yaml.list-nonstring',
  needsWords: true,
  title: 'List item that is not a string',
  severity: 'error',
  outcome: 'rejected',
  why: 'List items are passed on unchanged, and the launcher joins all arguments to print them: `TypeError: sequence item 3: expected str instance, int found`. A single value is converted to text first; a list item is not, up to 4.5.',
  bad: [
    { flags: '', file: '# preflight: ms-swift=4.5.2\nvit_lr: 1e-5\ndataset: [a, 1]\n' },
    { flags: '', file: '# preflight: ms-swift=4.5.2\ndataset:\n  - a\n  - 2024\n  - true\n' },
    { flags: '', file: '# preflight: ms-swift=4.5.2\ndataset:\n  - swift/self-cognition: 500\nlr: 1e-5\n' },
  ],
  good: [
    { flags: '', file: '# preflight: ms-swift=4.6.0\ndataset: [a, 1]\n' },
    ...createFileExamples('dataset: [a, "1"]\n', 'dataset: [a, 1e5]\n', 'train_iters: 10\n'),
  ],
  check: (facts) =>
    findReaderProblems(facts, 'yaml.list-nonstring').map(({ problem, name, fixes, entry }) => ({
      message: `${problem.message}. It stops with a TypeError. Put the item in quotes.`,
      span: problem.span,
      flags: [name],
      fixes: fixes.length > 0 || !entry ? fixes : [fixRemove(entry, name)],
    })),
};

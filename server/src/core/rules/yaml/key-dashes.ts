import type { Rule } from '../../lint/rule';
import { configFileBase, createFileExamples, findReaderProblems } from './common';

export const keyDashes: Rule = {
  ...configFileBase,
  id: 'yaml.key-dashes',
  needsWords: true,
  title: 'Key with leading dashes',
  severity: 'error',
  outcome: 'rejected',
  supersedes: 'cli.unknown-flag',
  why: 'The launcher adds two dashes to every key, so `--lr` becomes `----lr`, which no parser knows.',
  bad: createFileExamples('--lr: 1e-5\n', 'lr: 1e-5\n-seed: 1\n', '"--micro_batch_size": 1\n'),
  good: createFileExamples('lr: 1e-5\n', 'micro-batch-size: 1\n'),
  check: (facts) =>
    findReaderProblems(facts, 'yaml.key-dashes').map(({ problem, name, fixes }) => ({
      message: `${problem.message}. Remove the dashes.`,
      span: problem.span,
      flags: [name],
      fixes: fixes.map((fix) => ({ ...fix, safe: true })),
    })),
};

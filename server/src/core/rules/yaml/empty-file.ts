import type { Rule } from '../../lint/rule';
import { configFileBase, createFileExamples, reportFileProblems } from './common';

export const emptyFile: Rule = {
  ...configFileBase,
  id: 'yaml.empty-file',
  // A file begins with its comment.
  isStructural: true,
  needsWords: true,
  title: 'Config file without keys',
  severity: 'error',
  outcome: 'rejected',
  why: 'Nothing replaces the file name on the command line, so the name remains there as `remaining_argv`; without --model the run stops even earlier.',
  bad: createFileExamples('', '# lr: 1e-5\n', '---\n', 'null\n'),
  good: createFileExamples('lr: 1e-5\n', '{}\n'),
  check: (facts) =>
    reportFileProblems(
      facts,
      'yaml.empty-file',
      'The run stops because no model is given or because the file name remains on the command line.',
    ),
};

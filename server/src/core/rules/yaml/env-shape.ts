import type { Rule } from '../../lint/rule';
import { configFileBase, createFileExamples, reportFileProblems } from './common';

export const envShape: Rule = {
  ...configFileBase,
  id: 'yaml.env-shape',
  needsWords: true,
  title: 'ENV that is not a map of variables',
  severity: 'error',
  outcome: 'rejected',
  why: 'The launcher iterates over `ENV.items()` and sets each variable. A list or text has no items, and a number or an empty text is not a variable name.',
  bad: createFileExamples('ENV:\n  - A=1\nlr: 1e-5\n', 'ENV: A=1\nlr: 1e-5\n', 'ENV:\n  1: a\nlr: 1e-5\n'),
  good: createFileExamples('ENV:\n  A: 1\nlr: 1e-5\n', 'ENV:\nlr: 1e-5\n', 'ENV: {}\nlr: 1e-5\n'),
  check: (facts) => reportFileProblems(facts, 'yaml.env-shape', 'Write `NAME: value` lines below ENV.'),
};

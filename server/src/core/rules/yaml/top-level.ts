import type { Rule } from '../../lint/rule';
import { configFileBase, createFileExamples, reportFileProblems } from './common';

export const topLevel: Rule = {
  ...configFileBase,
  id: 'yaml.top-level',
  title: 'Config file that is not a map',
  severity: 'error',
  outcome: 'rejected',
  why: 'The launcher takes ENV out of a map of flags. A list stops it with `TypeError: pop expected at most 1 argument, got 2`, and text with an AttributeError.',
  bad: createFileExamples('- lr: 1e-5\n- seed: 1\n', 'lr 1e-5\n'),
  good: createFileExamples('lr: 1e-5\nseed: 1\n', '{lr: 1e-5}\n'),
  check: (facts) => reportFileProblems(facts, 'yaml.top-level', 'Write `name: value` lines.'),
};

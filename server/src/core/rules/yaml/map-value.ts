import type { Rule } from '../../lint/rule';
import { configFileBase, createFileExamples, reportFileProblems } from './common';

export const mapValue: Rule = {
  ...configFileBase,
  id: 'yaml.map-value',
  needsWords: true,
  title: 'Map value that JSON cannot represent',
  severity: 'error',
  outcome: 'rejected',
  why: 'A map is passed on as JSON text, and Python’s json.dumps fails on dates, bytes, sets and on a map that contains itself.',
  bad: createFileExamples('lr: 1e-5\nextra_megatron_kwargs:\n  spec: 2024-01-01\n'),
  good: createFileExamples('lr: 1e-5\nextra_megatron_kwargs:\n  spec: "2024-01-01"\n'),
  check: (facts) => reportFileProblems(facts, 'yaml.map-value', 'The launcher stops with an error.'),
};

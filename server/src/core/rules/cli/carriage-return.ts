import type { Rule } from '../../lint/rule';
import { reportProblems } from '../common';
import { createTextExample, lostTextBase } from './lost-text-common';

export const carriageReturn: Rule = {
  ...lostTextBase,
  id: 'cli.carriage-return',
  needsWords: true,
  title: 'Windows line endings',
  severity: 'warning',
  outcome: 'risky',
  why: 'Bash reads the carriage return as text. A backslash before it does not continue the line, so all flags except those of the first line are lost. Version control may convert the file on the way to the cluster, so this is a warning.',
  bad: [createTextExample('megatron sft \\\r\n    --lr 1e-5\r\n')],
  good: [createTextExample('megatron sft \\\n    --lr 1e-5\n')],
  check: (facts) => reportProblems(facts, 'cli.carriage-return'),
};

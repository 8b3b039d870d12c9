import type { Rule } from '../../lint/rule';
import { reportProblems } from '../common';
import { createTextExample, lostTextBase } from './lost-text-common';

export const missingBackslash: Rule = {
  ...lostTextBase,
  id: 'cli.missing-backslash',
  needsWords: true,
  title: 'Missing backslash at the end of a line',
  why: 'Without a backslash, the command ends with the line, and the next line is a command of its own, which bash does not find. Its flags never reach the trainer. They are checked nevertheless, as they were intended.',
  bad: [
    createTextExample('megatron sft \\\n    --lr 1e-5\n    --seed 2 \\\n    --packing true\n'),
    createTextExample('megatron sft \\\n    --lr 1e-5\n \\\n    --seed 2\n'),
  ],
  good: [
    createTextExample('megatron sft \\\n    --lr 1e-5 \\\n    --seed 2\n'),
    createTextExample('megatron sft --lr 1e-5\nls --all\n'),
  ],
  check: (facts) => reportProblems(facts, 'cli.missing-backslash'),
};

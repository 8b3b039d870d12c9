import type { Rule } from '../../lint/rule';
import { reportProblems } from '../common';
import { createTextExample, lostTextBase } from './lost-text-common';

export const backslashSpace: Rule = {
  ...lostTextBase,
  id: 'cli.backslash-space',
  needsWords: true,
  title: 'Space after the backslash of a continued line',
  why: 'The backslash escapes the space instead of the line break. The space becomes an argument of its own, and every flag on the lines below is lost.',
  supersedes: 'cli.scalar-many',
  bad: [
    createTextExample('megatron sft \\\n    --lr 1e-5 \\ \n    --seed 2\n'),
    createTextExample('megatron sft --lr 1e-5 \\  \n'),
    createTextExample('megatron sft \\ --lr 1e-5 \\ --seed 2\n'),
  ],
  good: [
    createTextExample('megatron sft \\\n    --lr 1e-5 \\\n    --seed 2\n'),
    createTextExample('megatron sft --lr 1e-5 \\\n'),
  ],
  check: (facts) => reportProblems(facts, 'cli.backslash-space'),
};

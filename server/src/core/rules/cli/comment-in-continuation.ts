import type { Rule } from '../../lint/rule';
import { reportProblems } from '../common';
import { createTextExample, lostTextBase } from './lost-text-common';

export const commentInContinuation: Rule = {
  ...lostTextBase,
  id: 'cli.comment-in-continuation',
  needsWords: true,
  title: 'Comment or empty line inside a continued command',
  why: 'It ends the command. The run starts with only the flags above it, and uses defaults for all others.',
  bad: [
    createTextExample('megatron sft \\\n    --lr 1e-5 \\\n    # the seed\n    --seed 2 \\\n    --packing true\n'),
    createTextExample('megatron sft \\\n    --lr 1e-5 \\\n\n    --seed 2\n'),
    createTextExample("megatron sft \\\n    --lr 1e-5 \\ # it's the rate\n    --seed 2\n"),
    createTextExample('megatron sft \\\n    --lr 1e-5 \\ # the rate\n'),
    createTextExample('nohup \\\nmegatron sft \\\n    --lr 1e-5 \\\n    # the seed\n    --seed 2\n'),
    createTextExample('megatron sft \\\n    --lr 1e-5 \\\n    # --min_lr 1e-6 \\\n    --seed 2\n'),
  ],
  good: [
    createTextExample('# the seed\nmegatron sft \\\n    --lr 1e-5 \\\n    --seed 2\n'),
    createTextExample('megatron sft \\\n    --lr 1e-5 # the rate\n'),
  ],
  check: (facts) => reportProblems(facts, 'cli.comment-in-continuation'),
};

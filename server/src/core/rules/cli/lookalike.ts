import type { Rule } from '../../lint/rule';
import { reportProblems } from '../common';
import { createTextExample, lostTextBase } from './lost-text-common';

export const lookalike: Rule = {
  ...lostTextBase,
  id: 'cli.lookalike',
  needsWords: true,
  title: 'Typographic quotes, dashes or spaces',
  why: 'Chat programs and PDF files turn plain quotes, dashes and spaces into typographic ones. Bash reads those as letters: the flag becomes a stray argument, and the quote or space becomes part of the value.',
  supersedes: ['cli.unknown-flag', 'cli.unknown-flag-silenced', 'cli.scalar-many'],
  bad: [
    createTextExample('megatron sft —lr 1e-5\n'),
    createTextExample('megatron sft --model “Qwen/Qwen3-8B”\n'),
    createTextExample('megatron sft --lr 1e-5 –seed 2\n'),
    createTextExample('megatron sft --lr\u00a01e-5\n'),
    createTextExample('megatron sft --seed\u00a0"$((1 + 1))"\n'),
    createTextExample('megatron sft --lr 1e-5 \\\n\u00a0\u00a0--seed 2\n'),
  ],
  good: [createTextExample('megatron sft --model "Qwen/Qwen3-8B" --system "say “hello”\u00a0"\n')],
  check: (facts) => reportProblems(facts, 'cli.lookalike'),
};

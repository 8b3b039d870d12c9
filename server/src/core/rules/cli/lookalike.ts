import type { Rule } from '../../lint/rule';
import { reportProblems } from '../common';
import { createTextExample, lostTextBase } from './lost-text-common';

export const lookalike: Rule = {
  ...lostTextBase,
  id: 'cli.lookalike',
  needsWords: true,
  title: 'Typographic quotes or dashes',
  why: 'Chat programs and PDF files turn plain quotes and dashes into typographic ones. Bash reads those as letters: the flag becomes a stray argument, and the quote becomes part of the value.',
  bad: [
    createTextExample('megatron sft —lr 1e-5\n'),
    createTextExample('megatron sft --model “Qwen/Qwen3-8B”\n'),
    createTextExample('megatron sft --lr 1e-5 –seed 2\n'),
  ],
  good: [createTextExample('megatron sft --model "Qwen/Qwen3-8B" --system "say “hello”"\n')],
  check: (facts) => reportProblems(facts, 'cli.lookalike'),
};

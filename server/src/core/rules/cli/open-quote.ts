import type { Rule } from '../../lint/rule';
import { readerErrorBase } from '../common';

export const openQuote: Rule = {
  ...readerErrorBase,
  id: 'cli.open-quote',
  needsWords: true,
  title: 'Unclosed quote',
  why: 'bash reads to the end of the file in search of the closing quote, and stops with `unexpected EOF while looking for matching`. Commands above have run by then; the command with the quote and all below it never start.',
  source: 'bash parse.y, parse_matched_pair',
  bad: [{ flags: '', script: 'megatron sft --model "Qwen/Qwen3-8B --seed 1\n' }],
  good: [{ flags: '', script: 'megatron sft --model "Qwen/Qwen3-8B" --seed 1\n' }],
};

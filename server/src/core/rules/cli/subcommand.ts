import type { Rule } from '../../lint/rule';
import { readerErrorBase } from '../common';

export const subcommand: Rule = {
  ...readerErrorBase,
  id: 'cli.subcommand',
  needsWords: true,
  title: 'Unknown megatron command',
  why: 'megatron looks its first argument up in a table of commands and stops with a KeyError; without any argument it stops with an IndexError.',
  source: 'swift/cli/main.py of 3.8.1, cli_main',
  bad: [
    { flags: '', script: 'megatron stf --model Qwen/Qwen3-8B\n' },
    { flags: '', script: 'megatron infer --model Qwen/Qwen3-8B\n' },
  ],
  good: [{ flags: '', script: 'megatron sft --model Qwen/Qwen3-8B\n' }],
};

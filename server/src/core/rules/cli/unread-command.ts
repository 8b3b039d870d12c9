import type { Rule } from '../../lint/rule';
import { readerHintBase } from '../common';

export const unreadCommand: Rule = {
  ...readerHintBase,
  id: 'cli.unread-command',
  needsWords: true,
  title: 'Unread command',
  why: 'A program that is not known may run the text, or build a command from it. Only commands that bash, a manifest or a Python list starts in a known way are read; nothing is known to be wrong with others.',
  source: 'Training Preflight itself',
  bad: [{ flags: '', script: 'start_training "megatron sft --seed 1"\n' }],
  good: [
    { flags: '', script: 'megatron sft --seed 1\n' },
    { flags: '', script: '# megatron sft --seed 1\necho "megatron sft is gone"\n' },
  ],
};

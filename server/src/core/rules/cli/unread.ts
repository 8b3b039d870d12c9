import type { Rule } from '../../lint/rule';
import { readerHintBase } from '../common';

export const unread: Rule = {
  ...readerHintBase,
  id: 'cli.unread',
  needsWords: true,
  title: 'Unread text',
  why: 'A script can nest commands, or call functions that call each other, without end, and reading a file of millions of characters with each edit takes seconds. Reading stops at a depth and length beyond any real script; nothing is known to be wrong with the rest.',
  source: 'Training Preflight itself',
  bad: [{ flags: '', script: `${'( '.repeat(300)}megatron sft --seed 1${' )'.repeat(300)}\n` }],
  good: [{ flags: '', script: `${'( '.repeat(30)}megatron sft --seed 1${' )'.repeat(30)}\n` }],
};

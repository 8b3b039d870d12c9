import type { Rule } from '../../lint/rule';
import { readerHintBase } from '../common';

/** Multiplies the text of S by ten; three of these lines make a thousand flags. */
const TENFOLD = `S="${Array.from({ length: 10 }, () => '$S').join(' ')}"\n`;

export const tooManyFlags: Rule = {
  ...readerHintBase,
  id: 'cli.too-many-flags',
  needsWords: true,
  title: 'Too many flags to check',
  why: 'Each flag is checked against others, which takes too long for a text that was made by accident. Nothing is known to be wrong with it.',
  source: 'Training Preflight itself',
  bad: [{ flags: '', script: `S='--seed 1'\n${TENFOLD.repeat(3)}megatron sft $S $S $S $S $S $S\n` }],
  good: [{ flags: '', script: `S='--seed 1'\n${TENFOLD}megatron sft $S\n` }],
};

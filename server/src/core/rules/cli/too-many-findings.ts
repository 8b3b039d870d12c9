import type { Rule } from '../../lint/rule';
import { readerHintBase } from '../common';

/** Multiplies the text of S by ten; two of these lines make a hundred flags. */
const TENFOLD = `S="${Array.from({ length: 10 }, () => '$S').join(' ')}"\n`;

export const tooManyFindings: Rule = {
  ...readerHintBase,
  id: 'cli.too-many-findings',
  outcome: 'risky',
  title: 'Too many findings to list',
  why: 'Each finding costs time with every edit, and a list of hundreds is not read. Errors are listed first; the others appear as findings are fixed. This finding is as severe as the worst one that is left out.',
  source: 'Training Preflight itself',
  bad: [{ flags: '', script: `S='--foo 1'\n${TENFOLD.repeat(2)}megatron sft $S $S $S $S $S $S\n` }],
  good: [{ flags: '', script: `S='--foo 1'\n${TENFOLD.repeat(2)}megatron sft $S $S\n` }],
};

import { findGiven } from '../../facts/givens';
import { fixRemoveOption, spanOfOption } from '../../lint/extraKwargs';
import { collectFixes } from '../../lint/fix';
import type { Rule } from '../../lint/rule';

export const windowSize: Rule = {
  id: 'model.window-size',
  title: 'Malformed attention window',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.11.1-3.12',
  why: 'Megatron’s own parser converts the text between commas to integers, after the data was prepared: the tokens before and after, where 128,0 is a window of 128 tokens.',
  source: 'Megatron-LM core_r0.15.0 megatron/training/arguments.py, tuple_type',
  bad: [
    { flags: '--window_size wide', release: '3.12.6' },
    { flags: '--window_size 128,', release: '3.12.6' },
  ],
  good: [
    { flags: '--window_size 128,0', release: '3.12.6' },
    { flags: `--window_size '(128, 0)'`, release: '3.12.6' },
  ],
  check: (facts) => {
    const value = facts.extraKwargs?.get('window_size') ?? findGiven(facts, 'window_size')?.value;
    if (typeof value !== 'string' || isTuple(value)) return [];
    return [
      {
        message: `window_size \`${value}\` is not a window. Write the tokens before and after as two integers, such as 128,0.`,
        span: spanOfOption(facts, 'window_size'),
        flags: ['window_size'],
        fixes: collectFixes(fixRemoveOption(facts, 'window_size')),
      },
    ];
  },
};

const isTuple = (text: string): boolean =>
  text
    .replace(/^[()]+|(?<![()])[()]+$/g, '')
    .split(',')
    .every((each) => /^[+-]?\d+$/.test(each.trim()));

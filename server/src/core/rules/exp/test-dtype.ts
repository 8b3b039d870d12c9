import { findGiven } from '../../facts/givens';
import { collectFixes, fixValue } from '../../lint/fix';
import type { Rule } from '../../lint/rule';
import { findNearestNames } from '../../text/spelling';

/** Common names that torch does not have, and the torch data type that each stands for. */
const DTYPE_ALIASES: Readonly<Record<string, string>> = {
  fp16: 'float16',
  fp32: 'float32',
  bf16: 'bfloat16',
  auto: 'float32',
  f16: 'float16',
  f32: 'float32',
};
const TORCH_DTYPES = ['float16', 'bfloat16', 'float32', 'float64', 'half', 'float', 'double'];

export const testDtype: Rule = {
  id: 'exp.test-dtype',
  title: 'Unknown torch data type',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.8+',
  commands: ['export', 'swift export'],
  why: 'The value is looked up in torch unchanged, and short names do not exist there.',
  source: 'swift/megatron/arguments/export_args.py:44 of 4.2.3, HfConfigFactory.to_torch_dtype',
  bad: [
    { flags: '--to_hf true --test_convert_dtype fp16', command: 'export', release: '4.2.3' },
    { flags: '--to_mcore true --test_convert_dtype bf16', command: 'swift export', release: '3.8.1' },
  ],
  good: [
    { flags: '--to_hf true --test_convert_dtype float16', command: 'export', release: '4.2.3' },
    { flags: '--to_mcore true --test_convert_dtype float16', command: 'swift export', release: '3.8.1' },
  ],
  check: (facts) => {
    const given = findGiven(facts, 'test_convert_dtype');
    const [scalar] = given?.entry.values ?? [];
    const text = scalar?.value?.replace(/^torch\./, '');
    if (!given || !scalar || text === undefined || TORCH_DTYPES.includes(text)) return [];
    const suggestion = DTYPE_ALIASES[text] ?? findNearestNames(text, TORCH_DTYPES, 1)[0] ?? 'float32';
    return [
      {
        message: `\`${scalar.value}\` is not a torch data type. Use float16, bfloat16 or float32.`,
        span: scalar.span,
        flags: ['test_convert_dtype'],
        fixes: collectFixes(fixValue(given.entry, scalar, suggestion)),
      },
    ];
  },
};

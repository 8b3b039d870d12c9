import { findSbatchOption } from '../../catalog/sbatch';
import type { SbatchDirective } from '../../config/config';
import type { Facts } from '../../facts/facts';
import { fixText } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { createBatchExample, directiveBase, effectiveDirectivesOf } from './common';

export const slurmValue: Rule = {
  ...directiveBase,
  id: 'slurm.value',
  title: 'Missing or unexpected value of an sbatch option',
  why: 'sbatch rejects the script, or consumes the next argument on the line as the value.',
  bad: [
    createBatchExample('#SBATCH --nodes'),
    createBatchExample('#SBATCH -p'),
    createBatchExample('#SBATCH --hold=yes'),
  ],
  good: [
    createBatchExample('#SBATCH --nodes=2'),
    createBatchExample('#SBATCH -p gpu'),
    createBatchExample('#SBATCH --exclusive', '#SBATCH --hold'),
  ],
  check: (facts) => effectiveDirectivesOf(facts).flatMap((directive) => reportValue(facts, directive)),
};

function reportValue({ catalog }: Facts, directive: SbatchDirective): Found[] {
  const { option, value, key, fullSpan } = directive;
  const known = option === '' ? undefined : findSbatchOption(catalog.sbatch, directive);
  if (known?.takes === 'required' && !value) {
    return [{ message: `${option} needs a value: ${known.summary.split(/[.:;]/)[0]}.`, span: key, flags: [] }];
  }
  if (known?.takes === 'none' && value?.isAttached && option.startsWith('--')) {
    return [
      {
        message: `${option} accepts no value, and sbatch rejects the script.`,
        span: fullSpan,
        flags: [],
        fixes: [fixText(`Change to ${option}`, fullSpan, option)],
      },
    ];
  }
  return [];
}

import { findSbatchOption } from '../../catalog/sbatch';
import type { SbatchDirective } from '../../config/config';
import type { Facts } from '../../facts/facts';
import { fixText } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { createBatchExample, directiveBase, effectiveDirectivesOf } from './common';

export const slurmWord: Rule = {
  ...directiveBase,
  id: 'slurm.word',
  title: 'Unexpected argument after #SBATCH',
  why: 'sbatch rejects the script: "Invalid directive found in batch script". An optional value needs an equals sign.',
  bad: [
    createBatchExample('#SBATCH nodes=2'),
    createBatchExample('#SBATCH -p gpu extra'),
    createBatchExample('#SBATCH --exclusive user'),
    createBatchExample('#SBATCH --hold now'),
  ],
  good: [
    createBatchExample('#SBATCH -p gpu', '#SBATCH --exclusive=user'),
    createBatchExample('#SBATCH --nodes=2 # two of them'),
    createBatchExample('#SBATCH --mem 4G'),
  ],
  check: (facts) => effectiveDirectivesOf(facts).flatMap((directive) => reportStrayArgument(facts, directive)),
};

function reportStrayArgument({ catalog }: Facts, directive: SbatchDirective): Found[] {
  const { option, value, key } = directive;
  if (!value) return [];
  const known = option === '' ? undefined : findSbatchOption(catalog.sbatch, directive);
  if (option !== '' && (!known || known.takes === 'required' || value.isAttached)) return [];
  const text = value.value;
  if (known?.takes === 'optional') {
    const joined = `${option}=${text}`;
    return [
      {
        message: `${option} accepts a value only after an equals sign, and sbatch rejects the separate argument \`${text}\`. Write ${joined}.`,
        span: value.span,
        flags: [],
        fixes: option.startsWith('--') ? [fixText(`Change to ${joined}`, { ...key, end: value.span.end }, joined)] : [],
      },
    ];
  }
  const reason = known ? `${option} accepts no value` : 'it has no dashes';
  const isName = catalog.sbatch.some(({ name }) => name === text.split('=')[0]);
  return [
    {
      message: `Unexpected argument \`${text}\`: ${reason}, and sbatch rejects the script.`,
      span: value.span,
      flags: [],
      fixes: option === '' && isName ? [fixText(`Change to --${text}`, value.span, `--${text}`)] : [],
    },
  ];
}

import type { SbatchDirective } from '../../config/config';
import type { Facts } from '../../facts/facts';
import type { Example } from '../../lint/rule';

/** Shared part of the rules on #SBATCH lines. */
export const directiveBase = {
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  source: 'Slurm, sbatch manual page; rejected by sbatch 22.05 as written here',
} as const;

/** The #SBATCH lines of a script. All commands of a file have the same ones, so only the first command reports them. */
export const directivesOf = ({ config }: Facts): readonly SbatchDirective[] =>
  config.sbatch?.isFirst ? config.sbatch.directives : [];

/** The #SBATCH lines before the first command, which are the only ones that sbatch reads. */
export const effectiveDirectivesOf = (facts: Facts): SbatchDirective[] =>
  directivesOf(facts).filter(({ isAfterCommand }) => !isAfterCommand);

export const createBatchExample = (...lines: string[]): Example => ({
  flags: '',
  script: `#!/bin/bash\n${lines.join('\n')}\nmegatron sft --lr 1e-5\n`,
});

import type { Found, Rule } from '../../lint/rule';
import { createBatchExample, directivesOf } from './common';

export const slurmLate: Rule = {
  id: 'slurm.late',
  title: '#SBATCH after the first command',
  severity: 'warning',
  outcome: 'ignored',
  releases: '3.7+',
  why: 'sbatch stops reading options at the first line that is neither empty nor a comment. A later #SBATCH line is silently treated as an ordinary comment.',
  source: 'Slurm, sbatch manual page; a job with --nodes=3 after a command ran on one node (22.05)',
  bad: [
    createBatchExample('#SBATCH --nodes=2', 'set -e', '#SBATCH --gpus-per-node=8'),
    createBatchExample('echo', '#SBATCH -p gpu'),
  ],
  good: [createBatchExample('', '# the size', '#SBATCH --nodes=2', '', '#SBATCH --gpus-per-node=8', 'set -e')],
  check: (facts) =>
    directivesOf(facts)
      .filter(({ isAfterCommand, option }) => isAfterCommand && option !== '')
      .map(
        ({ option, fullSpan }): Found => ({
          message: `${option} has no effect, because it comes after the first command, where sbatch does not look. Move the line up to the other #SBATCH lines.`,
          span: fullSpan,
          flags: [],
        }),
      ),
};

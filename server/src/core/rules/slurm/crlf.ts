import type { Rule } from '../../lint/rule';
import { reportProblems } from '../common';
import { createBatchExample } from './common';

export const slurmCrlf: Rule = {
  id: 'slurm.crlf',
  title: 'Batch script with Windows line endings',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  why: 'sbatch rejects every script that has a carriage return before a line break: "Batch script contains DOS line breaks".',
  source: 'Slurm 22.05, observed',
  supersedes: 'cli.carriage-return',
  bad: [{ flags: '', script: '#!/bin/bash\r\n#SBATCH --nodes=2\r\nmegatron sft --lr 1e-5\r\n' }],
  good: [createBatchExample('#SBATCH --nodes=2')],
  check: (facts) => reportProblems(facts, 'slurm.crlf'),
};

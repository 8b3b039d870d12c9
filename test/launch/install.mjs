import { delimiter } from 'node:path';
import { installPrograms } from '../host/installPrograms.mjs';

const PACKAGES = [
  'slurmctld',
  'slurmd',
  'slurm-client',
  'munge',
  'slurm-wlm-basic-plugins',
  'openssh-server',
  'openssh-client',
];
const PROGRAMS = ['slurmctld', 'slurmd', 'sbatch', 'squeue', 'munged', 'sshd', 'ssh', 'ssh-keygen', 'python3'];

/** Daemons are in folders that are only on the PATH of root. */
process.env.PATH = [...new Set([...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'])].join(delimiter);

/**
 * Installs a real Slurm and a real sshd if they are missing. Returns the reason why no cluster can be started;
 * undefined if one can be started.
 */
export const installSlurm = () => installPrograms(PROGRAMS, PACKAGES);

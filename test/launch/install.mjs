/** Sees to it that a real Slurm and a real sshd can be started on this machine: Debian's packages, where they are missing. */
import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { findOnPath, run } from '../host/process.mjs';

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

/** Daemons lie where only root looks for programs. */
process.env.PATH = [...new Set([...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'])].join(delimiter);

/**
 * Why no cluster can be started here, in one sentence; undefined where one can. Installs what is missing, once.
 * @param {(message: string) => void} [log]
 * @returns {Promise<string | undefined>}
 */
export async function installSlurm(log = console.log) {
  if (process.platform !== 'linux') return `Slurm runs on Linux, and this is ${process.platform}`;
  if (missing().length === 0) return undefined;
  if (process.getuid?.() !== 0) return `${missing().join(', ')} missing, and only root can install them`;
  if (!existsSync('/usr/bin/apt-get')) return `${missing().join(', ')} missing, and this system has no apt-get`;
  log(`Installing ${PACKAGES.join(', ')} ...`);
  const apt = (...args) =>
    run('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], { env: { DEBIAN_FRONTEND: 'noninteractive' } });
  try {
    await apt('install', '-y', '--no-install-recommends', ...PACKAGES).catch(async () => {
      // The lists of packages may be missing, or older than what the mirror holds.
      await apt('update');
      return apt('install', '-y', '--no-install-recommends', ...PACKAGES);
    });
  } catch (error) {
    return `Slurm cannot be installed: ${error.message.trim().split('\n').at(-1)}`;
  }
  return missing().length === 0 ? undefined : `${missing().join(', ')} missing after the installation`;
}

const missing = () => PROGRAMS.filter((name) => !findOnPath(name));

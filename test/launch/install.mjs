/** Installs a real Slurm and a real sshd, from Debian's packages, if they are missing. */
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

/** Daemons are in folders that are only on the PATH of root. */
process.env.PATH = [...new Set([...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'])].join(delimiter);

/**
 * Installs missing packages once. Returns the reason why no cluster can be started, in one sentence; undefined if one
 * can be started.
 * @param {(message: string) => void} [log]
 * @returns {Promise<string | undefined>}
 */
export async function installSlurm(log = console.log) {
  if (process.platform !== 'linux') return `Slurm runs on Linux, and this is ${process.platform}`;
  if (findMissing().length === 0) return undefined;
  if (process.getuid?.() !== 0) return `${findMissing().join(', ')} missing, and only root can install them`;
  if (!existsSync('/usr/bin/apt-get')) return `${findMissing().join(', ')} missing, and this system has no apt-get`;
  log(`Installing ${PACKAGES.join(', ')} ...`);
  const apt = (...args) =>
    run('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], { env: { DEBIAN_FRONTEND: 'noninteractive' } });
  try {
    await apt('install', '-y', '--no-install-recommends', ...PACKAGES).catch(async () => {
      // The lists of packages may be missing or outdated.
      await apt('update');
      return apt('install', '-y', '--no-install-recommends', ...PACKAGES);
    });
  } catch (error) {
    return `Slurm cannot be installed: ${error.message.trim().split('\n').at(-1)}`;
  }
  return findMissing().length === 0 ? undefined : `${findMissing().join(', ')} missing after the installation`;
}

const findMissing = () => PROGRAMS.filter((name) => !findOnPath(name));

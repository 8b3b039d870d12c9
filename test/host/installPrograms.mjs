/** Installs programs from Debian's packages, for tests that compare with real programs. */
import { existsSync } from 'node:fs';
import { findOnPath, run } from './process.mjs';

/**
 * Installs packages once if one of their programs is missing. Returns the reason why programs are still missing, in one
 * sentence; undefined if all are there.
 * @param {readonly string[]} programs
 * @param {readonly string[]} packages
 * @returns {Promise<string | undefined>}
 */
export async function installPrograms(programs, packages) {
  const findMissing = () => programs.filter((name) => !findOnPath(name)).join(', ');
  const missing = findMissing();
  if (missing === '') return undefined;
  if (process.platform !== 'linux') return `${missing} missing, and only Linux has them`;
  if (process.getuid?.() !== 0) return `${missing} missing, and only root can install them`;
  if (!existsSync('/usr/bin/apt-get')) return `${missing} missing, and this system has no apt-get`;
  console.log(`Installing ${packages.join(', ')} ...`);
  const apt = (...args) =>
    run('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], { env: { DEBIAN_FRONTEND: 'noninteractive' } });
  try {
    await apt('install', '-y', '--no-install-recommends', ...packages).catch(async () => {
      // The lists of packages may be missing or outdated.
      await apt('update');
      return apt('install', '-y', '--no-install-recommends', ...packages);
    });
  } catch (error) {
    return `${missing} cannot be installed: ${error.message.trim().split('\n').at(-1)}`;
  }
  const stillMissing = findMissing();
  return stillMissing === '' ? undefined : `${stillMissing} missing after the installation`;
}

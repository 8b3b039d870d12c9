/** The editors of the tests, of releases of Debian that are newer than some machines. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { unpackPackages } from '../host/unpackPackages.mjs';

/**
 * @typedef {{command: string[], env: Record<string, string>}} Editor
 * A command that starts the editor, with its variables.
 */

/**
 * Unpacks the Neovim of a release of Debian, or says why it is not there.
 * @param {string} release
 * @returns {Promise<Editor | {reason: string}>}
 */
export async function findNeovim(release) {
  const found = await unpackPackages(release, ['neovim']);
  if ('reason' in found) return found;
  const { root, loader } = found;
  return {
    // Its parsers, which show Markdown, are searched below the folder of an installation.
    command: [...loader, join(root, 'usr/bin/nvim'), '--cmd', `set runtimepath+=${join(root, 'usr/lib/nvim')}`],
    env: { VIMRUNTIME: join(root, 'usr/share/nvim/runtime') },
  };
}

/**
 * Unpacks Emacs, whose paths are those of an installation unless variables name others; or says why it is not there.
 * @returns {Promise<Editor | {reason: string}>}
 */
export async function findEmacs() {
  const found = await unpackPackages('trixie', ['emacs-nox']);
  if ('reason' in found) return found;
  const { root, loader } = found;
  const version = readdirSync(join(root, 'usr/share/emacs')).find((name) => /^\d/.test(name)) ?? '';
  const share = join(root, 'usr/share/emacs', version);
  const lisp = readdirSync(join(share, 'lisp'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  const libexec = join(root, 'usr/libexec/emacs', version);
  const programs = join(libexec, readdirSync(libexec)[0] ?? '');
  const dump = readdirSync(programs).find((name) => name.endsWith('.pdmp')) ?? '';
  if (!existsSync(join(programs, dump))) return { reason: 'the package of Emacs has no image of it' };
  return {
    command: [...loader, join(root, 'usr/bin/emacs-nox'), `--dump-file=${join(programs, dump)}`],
    env: {
      EMACSLOADPATH: [join(share, 'lisp'), ...lisp].join(':'),
      EMACSDATA: join(share, 'etc'),
      EMACSDOC: join(share, 'etc'),
      EMACSPATH: programs,
    },
  };
}

// `npm run package [-- FILE]`: builds the VSIX that users install, and prints its path.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './setup.mjs';

const require = createRequire(import.meta.url);

const MAX_VSIX_BYTES = 2_500_000;

/** Packages the extension. vsce runs the build first, through the script `vscode:prepublish`. */
export function packageExtension(file) {
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const target = resolve(file ?? join(root, `${name}-${version}.vsix`));
  const vsce = join(dirname(require.resolve('@vscode/vsce/package.json')), 'vsce');
  const args = [
    vsce,
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    target,
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`vsce could not package the extension:\n${stdout}${stderr}`);
  const { size } = statSync(target);
  if (size > MAX_VSIX_BYTES) throw new Error(`${target} has ${size} bytes; the limit is ${MAX_VSIX_BYTES}.`);
  return target;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(packageExtension(process.argv[2]));

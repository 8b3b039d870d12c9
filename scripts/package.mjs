// `npm run package [-- FILE]`: builds the VSIX that users install, and prints its path.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfChanged, hashSources } from './buildIfChanged.mjs';
import { createPage } from './extensionPage.mjs';
import { root } from './setup.mjs';
import { runQuietly } from './step.mjs';

const require = createRequire(import.meta.url);

const MAX_VSIX_BYTES = 2_500_000;

/** The pages that VS Code shows of an installed extension. */
const PAGES = ['README.md', 'CHANGELOG.md'];

/** The VSIX of the last build, which is kept to be installed again. */
export const KEPT_PACKAGE = join(root, 'node_modules', '.cache', 'training-preflight.vsix');

const readManifest = () => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Packages the extension, after a build unless nothing has changed. Returns the path of the VSIX. */
export async function packageExtension(file) {
  const { name, version, repository } = readManifest();
  const target = resolve(file ?? join(root, `${name}-${version}.vsix`));
  await buildIfChanged();
  const address = repository?.url ?? '';
  for (const page of PAGES)
    writeFileSync(join(root, 'dist', page), createPage(readFileSync(join(root, page), 'utf8'), address));
  const vsce = join(dirname(require.resolve('@vscode/vsce/package.json')), 'vsce');
  const pages = ['--readme-path', 'dist/README.md', '--changelog-path', 'dist/CHANGELOG.md'];
  // The pages name whole addresses or none, so vsce has nothing to rewrite.
  const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', ...pages];
  await runQuietly(process.execPath, [vsce, 'package', ...options, '--out', target], { cwd: root });
  const { size } = statSync(target);
  if (size > MAX_VSIX_BYTES) throw new Error(`${target} has ${size} bytes; the limit is ${MAX_VSIX_BYTES}.`);
  return target;
}

/** The file next to a kept VSIX that identifies its sources. */
const stampOf = (file) => `${file}.sources`;

/** Returns the kept VSIX if it is of the present sources. */
export function findKeptPackage(sources = hashSources(), file = KEPT_PACKAGE) {
  const isKept = existsSync(file) && existsSync(stampOf(file)) && readFileSync(stampOf(file), 'utf8') === sources;
  return isKept ? file : undefined;
}

/** Packages the extension into the kept VSIX. */
export async function packageForStart() {
  mkdirSync(dirname(KEPT_PACKAGE), { recursive: true });
  rmSync(stampOf(KEPT_PACKAGE), { force: true });
  const sources = hashSources();
  await packageExtension(KEPT_PACKAGE);
  writeFileSync(stampOf(KEPT_PACKAGE), sources);
  return KEPT_PACKAGE;
}

/** Says how large a VSIX is, and how to install it. */
export function describePackage(file, folder = process.cwd()) {
  const size = Math.round(statSync(file).size / 1000);
  return `${file}: ${size} kB. Install it with: code --install-extension ${relative(folder, file)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(describePackage(await packageExtension(process.argv[2])));

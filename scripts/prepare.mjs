// npm runs this after it has installed the packages of a clone, and before it packs one: it builds dist/ unless it is
// built. Nothing is printed, since the output of `npm pack` is the name of its file.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findNpm, root } from './setup.mjs';
import { runQuietly } from './step.mjs';

const isInstalled = () => existsSync(join(root, 'node_modules', 'esbuild', 'package.json'));

/** The environment without the options of the npm that is running, which may install something else, globally. */
const listOwnVariables = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^npm_(?!config_(?:cache|registry|userconfig|proxy|https_proxy|noproxy|cafile)$|execpath$)/i.test(name),
    ),
  );

// `npm install --global git+https://...` runs this in a clone without its packages: they would be installed globally too.
if (!isInstalled() && process.env.npm_config_global === 'true') {
  const [program, first] = findNpm();
  const args = [...first, 'ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await runQuietly(program, args, { cwd: root, env: listOwnVariables() });
}
// Without the packages for development there is nothing to build with.
if (isInstalled()) {
  const { buildIfChanged } = await import('./buildIfChanged.mjs');
  await buildIfChanged();
}

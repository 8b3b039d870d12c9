// The measured servers: their programs, settings and supported requests.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findOnPath, run } from '../host/process.mjs';

const here = import.meta.dirname;
const root = resolve(here, '../..');
const modules = join(here, 'node_modules');
const MIN_NODE_MAJOR = 22;

/** Finds one Node for all servers, so that only the servers differ: this one, or the project's own if this one is too old. */
export function findNode() {
  if (Number.parseInt(process.versions.node, 10) >= MIN_NODE_MAJOR) return process.execPath;
  const own = join(root, 'node_modules/.bin/node');
  return existsSync(own) ? own : process.execPath;
}

/** Installs the other servers, which takes seconds the first time and no time after that. */
export async function installServers() {
  const stampFile = join(modules, '.stamp');
  const stamp = createHash('sha256')
    .update(readFileSync(join(here, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  // In an npm script npm names its own path, which also works if `npm` is a .cmd file that needs a shell.
  const cli = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : undefined;
  const options = ['--prefix', here, '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  await run(cli ? process.execPath : 'npm', [...(cli ? [cli] : []), 'ci', ...options]);
  writeFileSync(stampFile, stamp);
}

/** Builds our server. An earlier build may be outdated. */
export const buildOurs = () => run(process.execPath, [join(root, 'scripts/build.mjs')]);

/**
 * `siteKind` names the sites of a file at which a server offers and explains something. `wrong` is the character that
 * invalidates a value for it: ours and yaml-language-server know types; bash-language-server leaves diagnostics to
 * shellcheck, which reports a variable that is never set.
 * @param {string} schemaUri the JSON schema for the server that needs one
 */
export function createServers(language, schemaUri) {
  const ours = { name: 'ours', script: join(root, 'dist/server.js'), args: ['--stdio'], siteKind: 'flags', wrong: 'x' };
  return [ours, language === 'yaml' ? createYamlServer(schemaUri) : createBashServer()];
}

const createYamlServer = (schemaUri) => ({
  name: 'yaml-ls',
  script: join(modules, 'yaml-language-server/bin/yaml-language-server'),
  args: ['--stdio'],
  siteKind: 'flags',
  wrong: 'x',
  settings: {
    yaml: {
      schemas: { [schemaUri]: '*.yaml' },
      // The store is a list on the web, and no measurement may wait for the network.
      schemaStore: { enable: false },
      validate: true,
      hover: true,
      completion: true,
    },
  },
});

const createBashServer = () => ({
  name: 'bash-ls',
  script: join(modules, 'bash-language-server/out/cli.js'),
  args: ['start'],
  siteKind: 'variables',
  wrong: '$',
  settings: { bashIde: {} },
  lacks: findOnPath('shellcheck') ? undefined : 'no diagnostics: shellcheck is not on PATH',
});

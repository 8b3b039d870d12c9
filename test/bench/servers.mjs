/** The servers that are measured: how they are started, what they are told, and what each of them can be asked. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findOnPath, run } from '../host/process.mjs';

const here = import.meta.dirname;
const root = resolve(here, '../..');
const modules = join(here, 'node_modules');
const minimumNode = 22;

/** One Node for all servers, so that only the servers differ: this one, or the project's own where this one is too old. */
export function nodeProgram() {
  if (Number.parseInt(process.versions.node, 10) >= minimumNode) return process.execPath;
  const own = join(root, 'node_modules/.bin/node');
  return existsSync(own) ? own : process.execPath;
}

/** Installs the other servers, which takes seconds the first time and nothing after that. */
export async function installServers() {
  const stampFile = join(modules, '.stamp');
  const stamp = createHash('sha256')
    .update(readFileSync(join(here, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  // Inside an npm script npm tells where it lies, which also works where `npm` is a .cmd file that needs a shell.
  const cli = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : undefined;
  const options = ['--prefix', here, '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  await run(cli ? process.execPath : 'npm', [...(cli ? [cli] : []), 'ci', ...options]);
  writeFileSync(stampFile, stamp);
}

/** Always anew: what was built before may be of another day. */
export const buildOurs = () => run(process.execPath, [join(root, 'scripts/build.mjs')]);

/**
 * `places` says where in a file a server knows something to offer and to explain. `wrong` is the character that makes
 * a value wrong for it: ours and yaml-language-server know types; bash-language-server leaves diagnostics to
 * shellcheck, which reports a variable that was never set.
 * @param {string} schemaUri the JSON schema for the server that needs one
 */
export function serversFor(language, schemaUri) {
  const ours = { name: 'ours', script: join(root, 'dist/server.js'), args: ['--stdio'], places: 'flags', wrong: 'x' };
  return [ours, language === 'yaml' ? yamlServer(schemaUri) : bashServer()];
}

const yamlServer = (schemaUri) => ({
  name: 'yaml-ls',
  script: join(modules, 'yaml-language-server/bin/yaml-language-server'),
  args: ['--stdio'],
  places: 'flags',
  wrong: 'x',
  settings: {
    yaml: {
      schemas: { [schemaUri]: '*.yaml' },
      // The store is a list on the web; nothing here may wait for a network.
      schemaStore: { enable: false },
      validate: true,
      hover: true,
      completion: true,
    },
  },
});

const bashServer = () => ({
  name: 'bash-ls',
  script: join(modules, 'bash-language-server/out/cli.js'),
  args: ['start'],
  places: 'variables',
  wrong: '$',
  settings: { bashIde: {} },
  lacks: findOnPath('shellcheck') ? undefined : 'no diagnostics: shellcheck is not on PATH',
});

// The measured servers: their programs, settings, and the places at which each answers.
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root } from '../../scripts/setup.mjs';
import { findPeer } from './peers.mjs';

const MIN_NODE_MAJOR = 22;

/** It loads its library as npm installs it. */
const echoServer = join(import.meta.dirname, 'echoServer.mjs');

/** Finds one Node for all servers, so that only the servers differ: this one, or the project's own if this one is too old. */
export function findNode() {
  if (Number.parseInt(process.versions.node, 10) >= MIN_NODE_MAJOR) return process.execPath;
  const own = join(root, 'node_modules/.bin/node');
  return existsSync(own) ? own : process.execPath;
}

/**
 * Lists the servers for a file. `sites` names the places in the file at which a server completes something. `wrong` is
 * the character that makes a value wrong for it: most know the types of flags; bash-language-server leaves diagnostics
 * to shellcheck, which reports a variable that is never set. `lacks` is the reason why a server is left out.
 * @param {object} file one of createYamlFile and its neighbors, with its place on disk
 * @param {{dist: string, schemaUri: string}} paths of our bundles, and of a JSON schema for the servers that need one
 */
export function listServers(file, { dist, schemaUri }) {
  const common = { file, sites: 'flags', wrong: 'x', args: ['--stdio'] };
  const ours = { ...common, name: 'ours', program: join(dist, 'server.js') };
  const peers =
    file.language === 'yaml'
      ? [
          { ...common, name: 'yaml-ls', ...findPeer('yaml-ls'), settings: yamlSettings(schemaUri) },
          { ...common, name: 'json-ls', ...findPeer('json-ls'), settings: jsonSettings(schemaUri), file: file.asJson },
        ]
      : [{ ...common, name: 'bash-ls', args: ['start'], sites: 'variables', wrong: '$', ...findBashServer() }];
  return [ours, ...peers, createEcho(file)];
}

/** The server with fixed answers, which reads its answer to completion from the file `answers`. */
export const createEcho = (file) => ({
  file,
  name: 'echo',
  program: echoServer,
  args: [file.answers, '--stdio'],
  sites: 'flags',
  wrong: 'x',
});

const yamlSettings = (schemaUri) => ({
  yaml: {
    schemas: { [schemaUri]: '*.yaml' },
    // The store is a list on the web, and no measurement may wait for the network.
    schemaStore: { enable: false },
    validate: true,
    hover: true,
    completion: true,
  },
});

const jsonSettings = (schemaUri) => ({
  json: { validate: { enable: true }, schemas: [{ fileMatch: ['*.json'], url: schemaUri }] },
});

/** bash-language-server with shellcheck on its PATH, without which it has no diagnostics. */
function findBashServer() {
  const [server, shellcheck] = [findPeer('bash-ls'), findPeer('shellcheck')];
  if (shellcheck.lacks) return { ...server, lacks: server.lacks ?? shellcheck.lacks };
  const PATH = [dirname(shellcheck.program), process.env.PATH].join(delimiter);
  return { ...server, title: `${server.title} with ${shellcheck.title}`, env: { PATH }, settings: { bashIde: {} } };
}

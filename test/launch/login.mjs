/**
 * A login node on this machine: a real sshd on loopback, with a user of its own where the tests run as root, who comes
 * in with a key. Whoever logs in finds the cluster. It ends, and the user goes, with whoever started it.
 */
import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findOnPath } from '../host/process.mjs';
import { freePorts, until } from './cluster.mjs';
import { keep } from './keep.mjs';

const execute = promisify(execFile);

/**
 * @typedef {object} Login
 * @property {string} host the alias to log in as the user of the cluster
 * @property {string} stranger an alias whose host key is not known
 * @property {string} refused an alias where nobody listens
 * @property {string} shared an alias that shares its connections already
 * @property {string} denied an alias whose key is not let in
 * @property {string} user
 * @property {number} uid
 * @property {string} bin a folder with an `ssh` that reads the configuration of these aliases: the real one, with -F
 * @property {() => Promise<void>} stop
 */

/**
 * @param {Record<string, string>} env what a login finds in its environment
 * @returns {Promise<Login>}
 */
export async function startLogin(env) {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-login-'));
  for (const name of ['log', 'bin', 'home', 'keys']) mkdirSync(join(folder, name));
  for (const name of ['.', 'home', 'bin']) chmodSync(join(folder, name), 0o755);
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? `pf${process.pid.toString(36)}${Date.now().toString(36).slice(-4)}` : userInfo().username;
  const keys = join(folder, 'keys');
  for (const name of ['host', 'mine', 'other'])
    await execute('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(keys, name)]);
  const authorized = join(folder, 'home', 'authorized_keys');
  cpSync(join(keys, 'mine.pub'), authorized);
  if (isRoot) {
    // sshd drops its rights into a folder that the package makes when the system starts it.
    mkdirSync('/run/sshd', { recursive: true });
    await execute('useradd', ['--no-create-home', '--home-dir', join(folder, 'home'), '--shell', '/bin/bash', user]);
    // A user without any password is locked out; a star is a password that nobody can type.
    await execute('usermod', ['--password', '*', user]);
    await execute('chown', ['-R', user, join(folder, 'home')]);
  }
  const [port, nobody] = await freePorts(2);
  const settings = Object.entries(env).map(([name, value]) => `SetEnv ${name}=${value}`);
  writeFileSync(
    join(folder, 'sshd_config'),
    `${[
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${keys}/host`,
      `PidFile ${folder}/sshd.pid`,
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'StrictModes no',
      `AuthorizedKeysFile ${authorized}`,
      `AllowUsers ${user}`,
      ...settings,
    ].join('\n')}\n`,
  );
  const known = join(keys, 'known_hosts');
  const { stdout: hostKey } = await execute('cat', [join(keys, 'host.pub')]);
  writeFileSync(known, `[127.0.0.1]:${port} ${hostKey}`);
  writeFileSync(join(keys, 'nobody_known'), '');
  const alias = (name, { at = port, key = 'mine', hosts = known } = {}) =>
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
  const config = join(folder, 'config');
  const aliases = [
    alias('cluster'),
    alias('stranger', { hosts: join(keys, 'nobody_known') }),
    alias('refused', { at: nobody }),
    alias('denied', { key: 'other' }),
    `${alias('shared')}\n  ControlPath ${keys}/%C`,
  ];
  writeFileSync(config, `${aliases.join('\n')}\n`);
  const ssh = findOnPath('ssh');
  writeFileSync(join(folder, 'bin', 'ssh'), `#!/bin/sh\nexec '${ssh}' -F '${config}' "$@"\n`, { mode: 0o755 });

  const keeper = keep(folder, {
    programs: [['sshd', findOnPath('sshd'), '-D', '-e', '-f', join(folder, 'sshd_config')]],
    goodbye: isRoot ? [['userdel', '--force', user]] : [],
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

const isOpen = (port) =>
  new Promise((done) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => done(socket.destroy() && true));
    socket.once('error', () => done(false));
  });

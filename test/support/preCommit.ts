import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { cachePath } from '../../scripts/cache.mjs';
import { runPip, runProgram, systemPython } from '../../scripts/programs.mjs';

const VERSION = '4.7.0';

/** Installs the real pre-commit into the cache. Returns its path, or the reason for which it cannot be had. */
export function installPreCommit(): { program: string } | { reason: string } {
  const environment = cachePath(`pre-commit-${VERSION}`);
  const program = join(environment, 'bin', 'pre-commit');
  try {
    if (!existsSync(program)) {
      runProgram(systemPython, ['-m', 'venv', environment]);
      runPip(join(environment, 'bin', 'python'), ['install', `pre-commit==${VERSION}`]);
    }
    runProgram(program, ['--version']);
    runProgram('git', ['--version']);
    return { program };
  } catch (error) {
    return { reason: `pre-commit cannot be installed: ${(error as Error).message.split('\n')[0]}` };
  }
}

/** A proxy of this machine that connects to one host only, and knows which ones were asked for. */
export interface Gate {
  address: string;
  asked: ReadonlySet<string>;
  close: () => void;
}

export async function openGate(allowedHost: string): Promise<Gate> {
  const asked = new Set<string>();
  const server: Server = createServer((_, response) => response.writeHead(403).end());
  server.on('connect', ({ url = '' }, client) => {
    const [host = '', port = '443'] = url.split(':');
    asked.add(host);
    if (host !== allowedHost) return client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const remote = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      remote.pipe(client).pipe(remote);
    });
    for (const [socket, other] of [
      [remote, client],
      [client, remote],
    ] as const)
      socket.on('error', () => other.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}`, asked, close: () => server.close() };
}

/**
 * A short address of VS Code's workbench: `http://localhost:8421/1f9a2c7e`. It leads to the long one, and all other requests
 * are forwarded, so that ssh needs to forward one port only.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { forwardRequest, forwardSocket } from './forward.mjs';

const PREFERRED_PORT = 8421;

/**
 * Listens on the loopback address. Only who knows the key in the address is led to the token of the server.
 * @param {number} target the port of VS Code's server
 * @param {(authority: string) => string} findPage returns the long address for a browser that uses this name and port
 * @returns {Promise<{url: string, port: number, stop: () => void}>}
 */
export async function startEntrance(target, findPage) {
  const key = randomBytes(4).toString('hex');
  const server = createServer((request, response) => {
    if (request.url !== `/${key}`) return forwardRequest(target, request, response);
    const { pathname, search } = new URL(findPage(request.headers.host ?? ''));
    response.writeHead(302, { location: pathname + search, 'cache-control': 'no-store' }).end();
  });
  server.on('upgrade', (request, socket, head) => forwardSocket(target, request, socket, head));
  await listen(server, PREFERRED_PORT).catch(() => listen(server, 0));
  const { port } = server.address();
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://localhost:${port}/${key}`, port, stop };
}

/** Rejects if another program uses the port. */
async function listen(server, port) {
  server.listen(port, '127.0.0.1');
  // `once` also rejects at an error.
  await once(server, 'listening');
}

/**
 * A proxy of VS Code's server that adds an extension for the web worker of the workbench, as in an editor that runs in a
 * browser only. VS Code's own server offers this option to embedders only.
 */
import { readFileSync } from 'node:fs';
import { createServer, request as sendRequest } from 'node:http';
import { connect } from 'node:net';
import { extname, join, resolve, sep } from 'node:path';

const TYPES = { '.js': 'text/javascript', '.json': 'application/json', '.png': 'image/png' };
const EXTENSION_PATH = '/browser-extension';

/**
 * @param {{port: number}} target VS Code's server, from `startServer`
 * @param {string} extension folder of the extension
 * @returns {Promise<{authority: string, stop: () => void}>} `authority` replaces that of the server
 */
export async function startProxy(target, extension) {
  const folder = resolve(extension);
  let authority = '';
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (pathname.startsWith(`${EXTENSION_PATH}/`))
      return sendFile(folder, pathname.slice(EXTENSION_PATH.length), response);
    const headers = { ...request.headers, 'accept-encoding': 'identity' };
    const forwarded = sendRequest({
      host: '127.0.0.1',
      port: target.port,
      path: request.url,
      method: request.method,
      headers,
    });
    forwarded.on('response', (reply) => {
      if (pathname === '/' && reply.statusCode === 200) return sendWorkbench(reply, response, authority);
      response.writeHead(reply.statusCode, reply.headers);
      reply.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  });
  // All other traffic of the workbench uses web sockets.
  server.on('upgrade', (request, socket, head) => {
    const forwarded = connect(target.port, '127.0.0.1', () => {
      const lines = request.rawHeaders.flatMap((name, index, all) => (index % 2 ? [] : [`${name}: ${all[index + 1]}`]));
      forwarded.write([`${request.method} ${request.url} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
      forwarded.write(head);
      socket.pipe(forwarded).pipe(socket);
    });
    forwarded.on('error', () => socket.destroy());
    socket.on('error', () => forwarded.destroy());
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  authority = `127.0.0.1:${server.address().port}`;
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { authority, stop };
}

function sendFile(folder, name, response) {
  const path = join(folder, decodeURIComponent(name));
  try {
    if (!path.startsWith(folder + sep)) throw new Error('outside the folder');
    const body = readFileSync(path);
    response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}

/** Sends the page of the workbench with the extension added to its options, which are in an attribute. */
async function sendWorkbench(reply, response, authority) {
  let page = '';
  for await (const part of reply.setEncoding('utf8')) page += part;
  const extension = { scheme: 'http', authority, path: EXTENSION_PATH };
  page = page.replace(/(id="vscode-workbench-web-configuration" data-settings=")([^"]*)/, (_, before, options) => {
    const parsed = JSON.parse(options.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
    parsed.developmentOptions = { ...parsed.developmentOptions, extensions: [extension] };
    return before + JSON.stringify(parsed).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  });
  const { 'content-length': _, ...headers } = reply.headers;
  response.writeHead(200, headers).end(page);
}

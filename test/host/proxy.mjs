/**
 * A proxy of VS Code's server that adds an extension for the web worker of the workbench, as in an editor that runs in a
 * browser only. VS Code's own server offers this option to embedders only.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { forwardRequest, forwardSocket } from './forward.mjs';

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
    const headers = { 'accept-encoding': 'identity' };
    const isPage = (reply) => pathname === '/' && reply.statusCode === 200;
    forwardRequest(target.port, request, response, {
      headers,
      handle: (reply) => isPage(reply) && sendWorkbench(reply, response, authority),
    });
  });
  server.on('upgrade', (request, socket, head) => forwardSocket(target.port, request, socket, head));
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

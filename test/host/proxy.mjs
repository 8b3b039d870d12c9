/**
 * A server in front of VS Code's that gives the workbench an extension for its web worker, as an editor has it that runs
 * in a browser with no machine behind it. VS Code's own server keeps that for whoever embeds it.
 */
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { extname, join, resolve, sep } from 'node:path';

const TYPES = { '.js': 'text/javascript', '.json': 'application/json', '.png': 'image/png' };
const PLACE = '/browser-extension';

/**
 * @param {{port: number}} behind VS Code's server, from `startServer`
 * @param {string} extension the folder of the extension
 * @returns {Promise<{authority: string, stop: () => void}>} what to use in place of the server's own authority
 */
export async function startFront(behind, extension) {
  const folder = resolve(extension);
  let authority = '';
  const server = createServer((asked, answer) => {
    const { pathname } = new URL(asked.url, 'http://localhost');
    if (pathname.startsWith(`${PLACE}/`)) return sendFile(folder, pathname.slice(PLACE.length), answer);
    const headers = { ...asked.headers, 'accept-encoding': 'identity' };
    const onwards = request({ host: '127.0.0.1', port: behind.port, path: asked.url, method: asked.method, headers });
    onwards.on('response', (got) => {
      if (pathname === '/' && got.statusCode === 200) return sendWorkbench(got, answer, authority);
      answer.writeHead(got.statusCode, got.headers);
      got.pipe(answer);
    });
    onwards.on('error', () => answer.destroy());
    asked.pipe(onwards);
  });
  // Everything else that the workbench says goes over web sockets.
  server.on('upgrade', (asked, socket, head) => {
    const onwards = connect(behind.port, '127.0.0.1', () => {
      const lines = asked.rawHeaders.flatMap((word, index, all) => (index % 2 ? [] : [`${word}: ${all[index + 1]}`]));
      onwards.write([`${asked.method} ${asked.url} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
      onwards.write(head);
      socket.pipe(onwards).pipe(socket);
    });
    onwards.on('error', () => socket.destroy());
    socket.on('error', () => onwards.destroy());
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  authority = `127.0.0.1:${server.address().port}`;
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { authority, stop };
}

function sendFile(folder, name, answer) {
  const path = join(folder, decodeURIComponent(name));
  try {
    if (!path.startsWith(folder + sep)) throw new Error('outside the folder');
    const body = readFileSync(path);
    answer.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(body);
  } catch {
    answer.writeHead(404).end();
  }
}

/** The page of the workbench, whose options stand in an attribute of it. */
async function sendWorkbench(got, answer, authority) {
  let page = '';
  for await (const part of got.setEncoding('utf8')) page += part;
  const extension = { scheme: 'http', authority, path: PLACE };
  page = page.replace(/(id="vscode-workbench-web-configuration" data-settings=")([^"]*)/, (_, before, options) => {
    const given = JSON.parse(options.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
    given.developmentOptions = { ...given.developmentOptions, extensions: [extension] };
    return before + JSON.stringify(given).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  });
  const { 'content-length': _, ...headers } = got.headers;
  answer.writeHead(200, headers).end(page);
}

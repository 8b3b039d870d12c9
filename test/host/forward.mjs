/** Forwards what a browser sends to VS Code's server on this machine. */
import { request as sendRequest } from 'node:http';
import { connect } from 'node:net';

/**
 * Forwards one request.
 * @param {number} port of the server
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {object} [options]
 * @param {Record<string, string>} [options.headers] replace those of the request
 * @param {(reply: import('node:http').IncomingMessage) => unknown} [options.handle] answers itself if it returns a truthy value
 */
export function forwardRequest(port, request, response, { headers = {}, handle = () => false } = {}) {
  const { url: path, method } = request;
  const forwarded = sendRequest({ host: '127.0.0.1', port, path, method, headers: { ...request.headers, ...headers } });
  forwarded.on('response', (reply) => {
    if (handle(reply)) return;
    response.writeHead(reply.statusCode, reply.headers);
    reply.pipe(response);
  });
  forwarded.on('error', () => response.destroy());
  request.pipe(forwarded);
}

/** Forwards a web socket, which carries all other traffic of the workbench. */
export function forwardSocket(port, request, socket, head) {
  const forwarded = connect(port, '127.0.0.1', () => {
    const lines = request.rawHeaders.flatMap((name, index, all) => (index % 2 ? [] : [`${name}: ${all[index + 1]}`]));
    forwarded.write([`${request.method} ${request.url} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    forwarded.write(head);
    socket.pipe(forwarded).pipe(socket);
  });
  forwarded.on('error', () => socket.destroy());
  socket.on('error', () => forwarded.destroy());
}

// What the data files cost at the start of the server: the time from its start to its answer to `initialize`, beside
// the same server built over empty data.
import { spawn } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { root } from '../../scripts/setup.mjs';

/** The same server in a folder of its own, where each data file has its lists empty. */
function withoutData(folder) {
  const [first, ...lists] = brotliDecompressSync(readFileSync(join(root, 'dist/knowledge.br')))
    .toString()
    .split('\n');
  const { files } = JSON.parse(first);
  const empty = ({ rest, lists }) => ({
    rest: Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, Array.isArray(value) ? [] : value])),
    lists,
  });
  const bare = Object.fromEntries(Object.entries(files).map(([name, data]) => [name, empty(data)]));
  bare['flags.json'].rest.releases = ['3.8.1'];
  const lines = [JSON.stringify({ files: bare }), ...lists.map(() => '{}')];
  writeFileSync(join(folder, 'knowledge.br'), brotliCompressSync(lines.join('\n')));
  copyFileSync(join(root, 'dist/server.js'), join(folder, 'server.js'));
  return join(folder, 'server.js');
}

export async function measureData(folder, { starts }) {
  const outfile = withoutData(folder);
  const samples = { 'dist/server.js': [], 'without its data': [] };
  // In turns, so that both meet the same load of the machine.
  for (let round = 0; round < starts * 3; round++) {
    samples['dist/server.js'].push(await timeToAnswer(join(root, 'dist/server.js')));
    samples['without its data'].push(await timeToAnswer(outfile));
  }
  return Object.entries(samples).map(([file, times]) => ({
    measure: 'spawn to initialize answered',
    file,
    server: 'ours',
    unit: 'ms',
    samples: times,
  }));
}

function timeToAnswer(program) {
  const started = performance.now();
  const server = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const request = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { processId: process.pid, rootUri: null, capabilities: {} },
  });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(request)}\r\n\r\n${request}`);
  return new Promise((answered, failed) => {
    server.stdout.once('data', () => {
      answered(performance.now() - started);
      server.kill();
    });
    server.once('error', failed);
    server.once('exit', (code) => failed(new Error(`${program} ended with ${code} before it answered`)));
  });
}

// Measures the cost of the data files at the start of the server: the time from its start to its answer to `initialize`,
// compared with the same server with empty data.
import { spawn } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { elapsed, takeMoment } from './clock.mjs';
import { findNode } from './servers.mjs';

/** Creates the same server in a folder of its own, where all lists of the data files are empty. */
function createServerWithoutData(folder, dist) {
  const [first, ...lists] = brotliDecompressSync(readFileSync(join(dist, 'knowledge.br')))
    .toString()
    .split('\n');
  const { files } = JSON.parse(first);
  const emptyFile = ({ rest, lists }) => ({
    rest: Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, Array.isArray(value) ? [] : value])),
    lists,
  });
  const emptyFiles = Object.fromEntries(Object.entries(files).map(([name, data]) => [name, emptyFile(data)]));
  emptyFiles['flags.json'].rest.releases = ['3.8.1'];
  const lines = [JSON.stringify({ files: emptyFiles }), ...lists.map(() => '{}')];
  writeFileSync(join(folder, 'knowledge.br'), brotliCompressSync(lines.join('\n')));
  copyFileSync(join(dist, 'server.js'), join(folder, 'server.js'));
  return join(folder, 'server.js');
}

export async function measureData({ scratch, dist }, { starts }) {
  const outfile = createServerWithoutData(scratch, dist);
  const samples = { 'dist/server.js': [], 'without its data': [] };
  // Alternating, so that both run under the same load of the machine.
  for (let round = 0; round < starts * 3; round++) {
    samples['dist/server.js'].push(await measureStart(join(dist, 'server.js')));
    samples['without its data'].push(await measureStart(outfile));
  }
  const [withData, without] = Object.values(samples);
  const row = { measure: 'start to answer of initialize', server: 'ours' };
  return [
    ...Object.entries(samples).map(([file, times]) => ({ ...row, file, unit: 'ms', samples: times })),
    { ...row, file: 'with data to without', unit: 'x', samples: withData.map((time, index) => time / without[index]) },
  ];
}

function measureStart(program) {
  const started = takeMoment();
  const server = spawn(findNode(), [program, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const request = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { processId: process.pid, rootUri: null, capabilities: {} },
  });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(request)}\r\n\r\n${request}`);
  return new Promise((resolve, reject) => {
    server.stdout.once('data', () => {
      resolve(elapsed(started, takeMoment(server.pid)));
      server.kill();
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`${program} exited with ${code} before it answered`)));
  });
}

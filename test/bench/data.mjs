// What the data files cost at the start of the server: the time from its start to its answer to `initialize`, beside
// the same server built over empty data.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { coreOptions } from '../../scripts/bundle.mjs';
import { root } from '../../scripts/setup.mjs';

/** Every list that a data file may hold, empty. */
const EMPTY = Object.fromEntries(
  [
    ...['commands', 'constraints', 'drop', 'environment', 'explicit', 'flags', 'foreign', 'harmless', 'json'],
    ...['names', 'options', 'together'],
  ].map((name) => [name, []]),
);
const contents = JSON.stringify({ ...EMPTY, releases: ['3.8.1'], reference: '3.8.1' });

const emptyData = {
  name: 'empty-data',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]schemas[\\/].*\.json$/ }, () => ({ contents, loader: 'json' }));
  },
};

export async function measureData(folder, { starts }) {
  const outfile = join(folder, 'without-data.js');
  const entryPoints = ['server/src/main.node.ts'];
  await build({ ...coreOptions(root), format: 'cjs', minify: true, plugins: [emptyData], entryPoints, outfile });
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

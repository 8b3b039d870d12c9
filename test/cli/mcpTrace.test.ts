import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOOLS } from '../../server/src/agents/tools';
import { CLI } from '../support/cli';
import {
  canTrace,
  isConnecting,
  isReading,
  isStarting,
  isWriting,
  NODE_FILES,
  readTrace,
  type SystemCall,
} from '../support/trace';

// Calls every tool of an agent under strace with paths that lead out, and compares the system calls with docs/security.md.

const top = realpathSync(mkdtempSync(join(tmpdir(), 'preflight-mcp-trace-')));
const work = join(top, 'work');
const trace = join(top, 'strace.txt');
afterAll(() => rmSync(top, { recursive: true, force: true }));

const PATHS = [
  'run.sh',
  '../secret.sh',
  '/etc/passwd',
  'link.sh',
  'up/secret.sh',
  '/proc/self/environ',
  '//host/share/x.sh',
];
const SCRIPT = [
  `megatron sft ../secret.yaml --model ${top}/model`,
  'HF_HOME=/etc megatron sft up/secret.yaml --model /etc',
  'megatron sft //host/share/x.yaml --load /net/host/x',
  '',
].join('\n');

async function callTools(): Promise<void> {
  mkdirSync(work);
  writeFileSync(join(work, 'run.sh'), SCRIPT);
  for (const name of ['secret.sh', 'secret.yaml']) writeFileSync(join(top, name), 'megatron sft\n');
  symlinkSync('../secret.sh', join(work, 'link.sh'));
  symlinkSync('..', join(work, 'up'));
  const client = new Client({ name: 'test', version: '1.0.0' });
  const args = ['-f', '-e', 'trace=file,network,process', '-o', trace, process.execPath, CLI, 'mcp'];
  const env = { PATH: process.env.PATH ?? '', HOME: join(top, 'home') };
  await client.connect(new StdioClientTransport({ command: 'strace', args, cwd: work, env }));
  await client.callTool({ name: 'explain', arguments: { name: 'lr' } });
  const started = readFileSync(trace, 'utf8').length;
  for (const path of PATHS)
    for (const { name } of TOOLS)
      await client.callTool({
        name,
        arguments: name === 'explain' ? { name: path } : { path, ...(name === 'migrate' && { to: '4.5.2' }) },
      });
  await client.close();
  calls = readTrace(readFileSync(trace, 'utf8').slice(started));
}

let calls: SystemCall[] = [];

/** The bundles and pages of the program, and models in the cache. */
const OWN = new RegExp(`^(?:${dirname(CLI)}(?:/|$)|${resolve(CLI, '../../docs')}(?:/|$)|${top}/home/\\.cache(?:/|$))`);

describe.skipIf(!canTrace())('preflight mcp under strace', () => {
  beforeAll(callTools, 120_000);

  it('opens no file outside of the folder, and asks about none but the folders above it', () => {
    const isInside = (path: string): boolean => `${path}/`.startsWith(`${work}/`);
    const isAbove = (path: string): boolean => `${work}/`.startsWith(path.endsWith('/') ? path : `${path}/`);
    const isWayToCache = (path: string): boolean => `${top}/home/.cache/`.startsWith(`${path}/`);
    const outside = calls.flatMap((call) =>
      call.paths.filter((path) => {
        // The targets of the links, as the system returns them.
        if (path === '..' || path === '../secret.sh' || isInside(path)) return false;
        if (OWN.test(path) || NODE_FILES.test(path)) return false;
        return isReading(call) || !(isAbove(path) || isWayToCache(path));
      }),
    );
    expect([...new Set(outside)]).toEqual([]);
    expect(calls.flatMap(({ paths }) => paths)).toContain(join(work, 'run.sh'));
  });

  it('writes nothing, starts no program and opens no connection', () => {
    expect(calls.filter(isWriting).map(({ line }) => line)).toEqual([]);
    expect(calls.filter(isStarting).map(({ line }) => line)).toEqual([]);
    expect(calls.filter(isConnecting).map(({ line }) => line)).toEqual([]);
  });
});

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOCUS, MIGRATE, PLAN } from '../../server/src/lsp/protocol';
import { type Client, SERVER, startClient } from '../support/lsp';
import { METHODS } from '../support/randomEditor';
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

// Opens a hostile folder in a server under strace, and compares its system calls with docs/security.md.

const SECURITY = resolve(import.meta.dirname, '../../docs/security.md');

/** Config files that the scripts name and that are outside the folder. */
const NAMED_OUTSIDE = ['/etc/hostname.yaml', '/proc/self/pagemap'];
/** The target of a symbolic link that a script names. */
const LINK_TARGET = '/etc/shadow';
const FILES: Record<string, string> = {
  'run.sh': [
    '# preflight: model-config=config.json',
    'HF_HOME=//host/share megatron sft shadow.yaml --model ./model',
    'megatron sft pagemap.yaml --model org/name',
    'megatron sft /etc/hostname.yaml --load //host/load',
    'megatron sft //host/share/x.yaml --model //host/models/x',
    'megatron sft /net/host/x.yaml --model /net/host/m',
    'megatron sft /proc/self/pagemap --model pagemap',
    '',
  ].join('\n'),
  'absolute.yaml': [
    'model: /etc',
    'load: //host/load',
    'dataset: /etc/passwd',
    'adapters: /net/host/adapters',
    'tensor_model_parallel_size: 1',
    'micro_batch_size: 1',
    '',
  ].join('\n'),
  'requirements.txt': '-r a.txt\n-r /etc/passwd\n-r ../../../../../etc/hosts\n-r //host/share/r.txt\n',
  'preflight.toml': 'models = ["//host/models", "/net/host/models", "/etc", "listed"]\nlaunch = { ssh = "/bin/sh" }\n',
  'a.txt': '-r b.txt\n-r a.txt\n',
  'b.txt': '-r a.txt\n-r requirements.txt\n',
};

let root: string;
let folder: string;
let home: string;
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'preflight-trace-')));
  folder = join(root, 'hostile');
  home = join(root, 'home');
  for (const name of [folder, join(folder, 'model'), join(folder, 'pagemap'), home]) mkdirSync(name);
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  symlinkSync(LINK_TARGET, join(folder, 'shadow.yaml'));
  symlinkSync('/proc/self/pagemap', join(folder, 'pagemap.yaml'));
  symlinkSync('/proc/self/pagemap', join(folder, 'pagemap/config.json'));
  for (const name of ['config.json', 'model/config.json']) spawnSync('mkfifo', [join(folder, name)]);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Opens all files, and sends every request to each of them. */
async function useEverything({ connection, open }: Client): Promise<void> {
  const uris = ['run.sh', 'absolute.yaml'].map((name) => pathToFileURL(join(folder, name)).href);
  open(uris[0] ?? '', FILES['run.sh'] ?? '');
  open(uris[1] ?? '', FILES['absolute.yaml'] ?? '', 'yaml');
  for (let round = 0; round < 2; round++) {
    for (const uri of uris) {
      for (const method of [...METHODS, MIGRATE, PLAN]) {
        const params = {
          textDocument: { uri },
          uri,
          position: { line: 1, character: 40 },
          range: { start: { line: 0, character: 0 }, end: { line: 6, character: 0 } },
          context: { diagnostics: [], includeDeclaration: true },
          line: 1,
          name: 'lr',
          message: 'ValueError: lr',
          version: '4.5.2',
          target: { kind: 'local', name: 'local' },
          storage: join(root, 'storage'),
        };
        await connection.sendRequest(method, params).catch(() => {});
      }
    }
    await connection.sendNotification(FOCUS);
  }
}

/** The system calls of a server from its initialization on. */
async function traceServer(): Promise<SystemCall[]> {
  const output = join(root, 'strace.txt');
  const client = await startClient(
    'stdio',
    { folders: { [pathToFileURL(folder).href]: {} } },
    {},
    {
      wrapper: ['strace', '-f', '-e', 'trace=file,network,process', '-o', output],
      environment: { PATH: process.env.PATH, HOME: home },
    },
  );
  const started = readFileSync(output, 'utf8').length;
  try {
    await useEverything(client);
  } finally {
    await client.stop();
  }
  return readTrace(readFileSync(output, 'utf8').slice(started));
}

const escapePath = (path: string): string => path.replace(/[.+^$()[\]\\|]/g, '\\$&');
const oneOf = (paths: readonly string[]): string => `(?:${paths.map(escapePath).join('|')})`;

/** The names in docs/security.md, as regular expressions for this folder. */
const explainNames = (): Record<string, string> => ({
  server: escapePath(dirname(SERVER)),
  above: escapePath(folder),
  repository: oneOf([folder, root, ...listFoldersAbove(root)]).replace('(?:', '(?:|'),
  models: oneOf([join(folder, 'listed'), '/etc']),
  near: oneOf([folder, root, dirname(root)]),
  environment: oneOf(['.venv', 'venv', 'env', '.conda']),
  included: oneOf(['a.txt', 'b.txt']),
  active: '(?!)',
  editable: '(?!)',
  script: String.raw`[^/]+\.(?:sh|bash|slurm|sbatch)`,
  named: oneOf(['shadow.yaml', 'pagemap.yaml', LINK_TARGET, ...NAMED_OUTSIDE]),
  model: oneOf(['model', 'pagemap', 'org', 'org/name', 'name', 'x', 'm', 'etc', '/etc']),
  config: oneOf(['config.json', 'args.json']),
  cache: `${escapePath(home)}/\\.cache/(?:huggingface|modelscope)`,
});

/** The paths that docs/security.md lists, as patterns; `toPaths` returns what is meant by one line. */
function listDocumentedPaths(toPaths: (line: string) => string[]): RegExp[] {
  const [, block = ''] = /```paths\n(.*?)```/s.exec(readFileSync(SECURITY, 'utf8')) ?? [];
  const names = explainNames();
  const toPattern = (part: string): string => {
    if (part === '/**') return '(?:/.*)?';
    if (part === '*') return '[^/]*';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) return escapePath(part);
    if (names[name] === undefined) throw new Error(`${part} is not explained`);
    return names[name];
  };
  return block
    .trim()
    .split('\n')
    .flatMap(toPaths)
    .map((path) => path.split(/(\{\w+\}|\/\*\*|\*)/).map(toPattern))
    .map((parts) => new RegExp(`^${parts.join('').replace(/\/$/, '/?')}$`));
}

/** The folders on the way to a path. */
const listFoldersAbove = (path: string): string[] =>
  path.split('/').flatMap((_, index, parts) => parts.slice(0, index).join('/') || []);

describe.skipIf(!canTrace())('the server under strace', () => {
  let calls: SystemCall[];
  beforeAll(async () => {
    calls = await traceServer();
  }, 120_000);

  it('reads files at all, so that the trace is not empty', () => {
    expect(calls.flatMap(({ paths }) => paths)).toContain(join(folder, 'requirements.txt'));
  });

  it('opens and looks for no file that docs/security.md does not list', () => {
    const files = listDocumentedPaths((line) => [line]);
    const folders = listDocumentedPaths(listFoldersAbove);
    const isAllowed = (path: string): boolean => NODE_FILES.test(path) || files.some((pattern) => pattern.test(path));
    // The way to a file is followed step by step, because each of them may be a symbolic link.
    const isStep = (path: string): boolean =>
      folders.some((pattern) => pattern.test(path)) ||
      [root, join(home, '.cache/huggingface'), SERVER, LINK_TARGET, ...NAMED_OUTSIDE].some((each) =>
        `${each}/`.startsWith(`${path}/`),
      );
    const unlisted = calls.flatMap((call) =>
      call.paths.filter((path) => path.startsWith('/') && !isAllowed(path) && (isReading(call) || !isStep(path))),
    );
    expect([...new Set(unlisted)]).toEqual([]);
    // A relative path would depend on the folder in which the server was started.
    const relative = calls.flatMap(({ paths }) => paths.filter((path) => path !== '' && !path.startsWith('/')));
    expect([...new Set(relative)]).toEqual([]);
  });

  it('touches no path that leads to another machine', () => {
    const remote = calls.flatMap(({ paths }) => paths.filter((path) => /^(?:\/\/|\/net\/)|\/host(?:\/|$)/.test(path)));
    expect([...new Set(remote)]).toEqual([]);
  });

  it('writes nothing, starts no program and opens no connection', () => {
    expect(calls.filter(isWriting).map(({ line }) => line)).toEqual([]);
    expect(calls.filter(isStarting).map(({ line }) => line)).toEqual([]);
    expect(calls.filter(isConnecting).map(({ line }) => line)).toEqual([]);
  });
});

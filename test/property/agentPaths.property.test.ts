import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix, win32 } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../server/src/agents/agent';
import { answerTool } from '../../server/src/agents/answerTool';
import { createLocator } from '../../server/src/agents/locate';
import { TOOLS } from '../../server/src/agents/tools';
import { createWorkspace } from '../../server/src/agents/workspace';
import { confineDisk } from '../../server/src/host/confinedDisk';
import { createFileReader } from '../../server/src/host/fileReader';
import { createFakeDisk, type RecordingDisk, recordDisk } from '../support/disk';
import { writePackage } from '../support/pythonPackage';
import { service } from '../support/service';

/** The paths outside of the workspace that belong to the machine: a cache of models, and installed packages. */
const MACHINE =
  /^\/(?:home(?:\/\.cache(?:\/(?:huggingface|modelscope)(?:\/hub(?:\/.*)?)?)?)?|env(?:\/lib(?:\/.*)?)?|fork(?:\/swift(?:\/.*)?)?)$/;

/** A text that stands in each file outside of the workspace, and in no answer. */
const CANARY = 'canary-7351';

let top: string;
let work: string;
let disk: RecordingDisk;
let agent: Agent;

function write(name: string, text: string): void {
  mkdirSync(dirname(join(top, name)), { recursive: true });
  writeFileSync(join(top, name), text);
}

beforeAll(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'preflight-agent-')));
  work = join(top, 'work');
  for (const folder of ['', 'other/', 'workspace/']) {
    write(`${folder}secret.sh`, `megatron sft --save ${CANARY} --lr x\n`);
    write(`${folder}secret.yaml`, `save: ${CANARY}\nlr: x\ntensor_model_parallel_size: 1\nmicro_batch_size: 1\n`);
    write(`${folder}secret.json`, `{"kind": "slurm", "name": "${CANARY}", "${CANARY}": 1}`);
    write(`${folder}config.json`, `{"model_type": "${CANARY}", "num_hidden_layers": 7351}`);
  }
  write('home/.cache/huggingface/token', CANARY);
  const site = 'env/lib/python3.11/site-packages/ms_swift-99.1.0.dist-info';
  write(`${site}/direct_url.json`, `{"url": "file://${join(top, 'fork')}", "dir_info": {"editable": true}}`);
  write('fork/secret.yaml', `save: ${CANARY}`);
  for (const [name, text] of Object.entries(
    writePackage('4.5.2', { version: '99.1.0', flags: { my_flag: 'int = 1' } }),
  ))
    write(`fork/${name}`, text);
  write('work/run.sh', 'megatron sft --model model --lr 1e-4\n');
  write('work/sub/train.yaml', 'model: model\ntensor_model_parallel_size: 1\nmicro_batch_size: 1\n');
  write('work/model/config.json', '{"model_type": "qwen3", "num_hidden_layers": 2}');
  symlinkSync('../secret.sh', join(work, 'link.sh'));
  symlinkSync(join(top, 'secret.yaml'), join(work, 'link.yaml'));
  symlinkSync('../secret.json', join(work, 'link.json'));
  symlinkSync('..', join(work, 'up'));
  symlinkSync('/', join(work, 'slash'));
  symlinkSync('sub/../up/other', join(work, 'chain'));
  symlinkSync('loop', join(work, 'loop'));
  execFileSync('mkfifo', [join(work, 'pipe.sh')]);
  disk = recordDisk();
  const variables = { HF_HOME: join(top, 'home/.cache/huggingface'), VIRTUAL_ENV: join(top, 'env') };
  const workspace = createWorkspace(service, { roots: [work], variables, home: join(top, 'home'), disk });
  agent = { service, workspace, rulePages: () => undefined };
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

/** Answers a tool, and returns the paths outside of the workspace that the system was asked about. */
function call(name: string, input: object): { text: string; isError: boolean; outside: string[] } {
  disk.touched.length = 0;
  const answer = answerTool(agent, name, input);
  const outside = disk.touched.filter((path) => {
    const isStep = `${work}/`.startsWith(path.endsWith('/') ? path : `${path}/`);
    return !`${path}/`.startsWith(`${work}/`) && !isStep && !MACHINE.test(path.slice(top.length));
  });
  return { ...answer, outside };
}

const segment = fc.constantFrom(
  ...['..', '.', '', 'work', 'sub', 'up', 'slash', 'chain', 'loop', 'link.sh', 'link.yaml', 'link.json', 'pipe.sh'],
  ...['run.sh', 'train.yaml', 'secret.sh', 'secret.yaml', 'secret.json', 'config.json', 'other', 'workspace', 'model'],
  ...[
    'etc',
    'passwd',
    'proc',
    'self',
    'environ',
    'dev',
    'stdin',
    'net',
    'host',
    '~',
    '$HOME',
    '%2e%2e',
    'C:',
    '\0',
    '\n',
  ],
);
/** Paths that lead out in every way that a system knows, and some that stay inside. */
const hostilePath = fc
  .tuple(
    fc.constantFrom(
      '',
      '/',
      '//',
      '\\\\',
      './',
      '../',
      'file://',
      '~/',
      '//host/share/',
      '\\\\host\\share\\',
      '/proc/self/',
    ),
    fc.array(segment, { maxLength: 6 }),
    fc.constantFrom('/', '\\', '//'),
    fc.constantFrom('', 'TOP/', 'WORK/'),
  )
  .map(([start, segments, separator, base]) => {
    const prefix = base === 'TOP/' ? `${top}/` : base === 'WORK/' ? `${work}/` : start;
    return prefix + segments.join(separator);
  });

describe('the tools of agents', { timeout: 60_000 }, () => {
  it('read nothing outside of the workspace, whatever path an argument names', () => {
    const toolName = fc.constantFrom(...TOOLS.map(({ name }) => name));
    fc.assert(
      fc.property(toolName, hostilePath, hostilePath, (name, path, other) => {
        const inputs: Record<string, object> = {
          explain: { name: path },
          plan: { path: 'run.sh', target: other },
          memory: { path, modelConfig: other },
          layouts: { path: 'run.sh', modelConfig: other },
          migrate: { path, to: '4.5.2' },
        };
        for (const input of [{ path }, inputs[name] ?? { path, text: 'megatron sft' }]) {
          const { text, outside } = call(name, input);
          expect(outside).toEqual([]);
          expect(text).not.toContain(CANARY);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('read nothing outside of the workspace, whatever path a config names', () => {
    fc.assert(
      fc.property(hostilePath, hostilePath, (path, other) => {
        const quote = (value: string): string => `'${value.replaceAll("'", '').replaceAll('\0', '')}'`;
        const script = [
          `# preflight: model-config=${path.replaceAll('\n', '')}`,
          `HF_HOME=${quote(other)} MODELSCOPE_CACHE=${quote(path)} megatron sft ${quote(path)} --model ${quote(other)}`,
          `megatron sft --model org/name --load ${quote(path)} --config ${quote(other)}`,
          '',
        ].join('\n');
        for (const name of ['check', 'resolve', 'memory', 'plan']) {
          const { text, outside } = call(name, { path: 'run.sh', text: script });
          expect(outside).toEqual([]);
          expect(text).not.toContain(CANARY);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('know the models and the packages of the machine, which no config names by a path', () => {
    const commit = 'home/.cache/huggingface/hub/models--org--name';
    write(`${commit}/refs/main`, 'abc');
    write(`${commit}/snapshots/abc/config.json`, '{"model_type": "qwen3", "num_hidden_layers": 30}');
    const check = (text: string, more: object = {}): string => call('check', { path: 'new.sh', text, ...more }).text;
    expect(check('megatron sft --model x --my_flag x')).toContain('`x` is not a value of my_flag (int)');
    const run = 'NPROC_PER_NODE=7 megatron sft --model org/name --use_hf true --pipeline_model_parallel_size 7';
    expect(check(run, { release: '4.5.2' })).toContain('30');
  });

  it('read files of the workspace, also through links that stay inside', () => {
    symlinkSync('sub/train.yaml', join(work, 'inside.yaml'));
    for (const path of ['run.sh', './sub/../run.sh', 'inside.yaml', join(work, 'sub/train.yaml')])
      expect(call('resolve', { path })).toMatchObject({ isError: false, outside: [] });
    expect(call('check', { path: '.' }).text).toMatch(/in 2 training commands of 2 files/);
  });

  it.each([
    ['../secret.sh', 'outside the workspace'],
    ['/etc/passwd', 'outside the workspace'],
    ['link.sh', 'leads out of the workspace'],
    ['up/secret.sh', 'leads out of the workspace'],
    ['chain/secret.yaml', 'leads out of the workspace'],
    ['//host/share/run.sh', 'outside the workspace'],
    ['/proc/self/environ', 'outside the workspace'],
    ['slash/proc/self/environ', 'device'],
    ['run.sh\0.yaml', 'not that of a file'],
    ['pipe.sh', 'only regular files'],
    ['loop', 'system reports an error'],
    ['missing.sh', 'no such file'],
  ])('say why %j is not read', (path, reason) => {
    const { isError, text } = call('check', { path });
    expect({ isError, text }).toEqual({ isError: true, text: expect.stringContaining(reason) });
  });
});

const windowsSegment = fc.constantFrom(
  '..',
  '.',
  'work',
  'Work',
  'x.sh',
  'con',
  'nul.txt',
  'a:b',
  'C:',
  'c:',
  '?',
  'UNC',
  'host',
  'share',
);
const windowsPath = fc
  .tuple(
    fc.constantFrom(
      '',
      '\\',
      '\\\\',
      '\\\\?\\',
      '\\\\.\\',
      '//',
      '/',
      'C:',
      'C:\\',
      'c:/',
      'D:\\',
      '\\\\?\\UNC\\',
      '\\??\\',
    ),
    fc.array(windowsSegment, { maxLength: 5 }),
    fc.constantFrom('\\', '/'),
  )
  .map(([start, segments, separator]) => start + segments.join(separator));

describe('the paths of agents by the rules of Windows', () => {
  it('stay below a root, on no device and on no share', () => {
    const { locate } = createLocator(['C:\\work'], win32, () => true);
    fc.assert(
      fc.property(windowsPath, (path) => {
        let found: string;
        try {
          found = locate(path).path;
        } catch {
          return;
        }
        expect(found.toLowerCase()).toMatch(/^c:\\work(?:\\|$)/);
        expect(found.slice(2)).not.toMatch(/:|\\\.\.(?:\\|$)|\\(?:con|nul)(?:\.|\\|$)/i);
      }),
      { numRuns: 3000 },
    );
  });

  it('begin with the name of a folder where an editor has several', () => {
    const roots = ['/a/one', '/b/two'];
    const { locate } = createLocator(roots, posix, (path) => path === '/b/two/run.sh');
    expect(locate('run.sh')).toEqual({ name: 'two/run.sh', path: '/b/two/run.sh', root: '/b/two' });
    expect(locate('two/run.sh')).toEqual({ name: 'two/run.sh', path: '/b/two/run.sh', root: '/b/two' });
    expect(() => locate('../three/run.sh')).toThrow('outside the workspace');
  });
});

describe('a confined disk', () => {
  const files = {
    'C:\\work\\a.yaml': 'a',
    'C:\\work\\link.yaml': '-> C:\\other\\b.yaml',
    'C:\\other\\b.yaml': 'b',
    'C:\\workshop\\c.yaml': 'c',
  };
  const search = createFileReader(confineDisk(createFakeDisk(files, '\\'), ['c:\\work'], win32), win32).begin(
    'C:\\work',
    [],
  );

  it.each([
    ['C:\\work\\a.yaml', 'a'],
    ['C:\\work\\link.yaml', 'denied'],
    ['C:\\work\\..\\other\\b.yaml', 'denied'],
    ['C:\\workshop\\c.yaml', 'denied'],
    ['D:\\work\\a.yaml', 'denied'],
  ])('reads %s as %s', (path, expected) => {
    const found = search.read(path);
    expect(typeof found === 'string' ? found : found.text).toBe(expected);
  });
});

describe('the input of a tool', () => {
  it('is answered or refused, whatever it is', () => {
    const fields = [
      'path',
      'name',
      'text',
      'line',
      'release',
      'gpus',
      'gpuMemory',
      'nodes',
      'limit',
      'to',
      'target',
      'x',
    ];
    const value = fc.oneof(fc.constantFrom('run.sh', '4.5.2', 'lr', '.', 1, 0, -1, 1e300, true), fc.jsonValue());
    const input = fc.oneof(fc.dictionary(fc.constantFrom(...fields), value), fc.jsonValue());
    const name = fc.oneof(fc.constantFrom(...TOOLS.map((tool) => tool.name)), fc.string());
    fc.assert(
      fc.property(name, input, (tool, given) => {
        const { text, isError } = answerTool(agent, tool, given);
        expect([typeof text, typeof isError]).toEqual(['string', 'boolean']);
        expect(text).not.toMatch(/ failed: |undefined/);
      }),
      { numRuns: 2000 },
    );
  });
});

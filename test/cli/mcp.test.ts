import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundles } from '../../scripts/bundles.mjs';
import type { FindingReport } from '../../server/src/cli/checkReport';
import { type AgentClient, startAgent } from '../support/agent';
import { CLI, runPreflight } from '../support/cli';

const folder = mkdtempSync(join(tmpdir(), 'preflight-mcp-'));
const work = join(folder, 'work');
mkdirSync(work);
writeFileSync(join(folder, 'outside.sh'), 'megatron sft --lr 1e-4\n');
writeFileSync(
  join(work, 'run.sh'),
  `# preflight: ms-swift=3.12.6
NPROC_PER_NODE=8 megatron sft --model Qwen/Qwen3-8B --global_batch_size 32 --packing true --max_lenght 8192

NPROC_PER_NODE=8 megatron sft --model Qwen/Qwen3-8B --global_batch_size 32 --packing true --max_length 8192
`,
);
writeFileSync(
  join(work, 'cluster.json'),
  '{ "kind": "slurm", "name": "lab", "partition": "gpu", "nodes": 2, "gpusPerNode": 8, "environment": { "HF_TOKEN": "hf_wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww" } }',
);

let agent: AgentClient;
beforeAll(async () => {
  agent = await startAgent(work);
}, 60_000);
afterAll(async () => {
  await agent.client.close();
  rmSync(folder, { recursive: true });
});

const preflight = (...args: string[]): string => runPreflight(work, args).stdout.trim();
const answer = async (name: string, input: Record<string, unknown>): Promise<string> => {
  const { text, isError } = await agent.call(name, input);
  expect({ text, isError }).toMatchObject({ isError: false });
  return text;
};

describe('preflight mcp', () => {
  it('offers the commands of the command line that change nothing, each marked as read-only', async () => {
    const { tools } = await agent.client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'check',
      'explain',
      'resolve',
      'memory',
      'layouts',
      'migrate',
      'plan',
    ]);
    for (const { annotations, inputSchema, description = '' } of tools) {
      expect(annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false, openWorldHint: false });
      expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(description.length).toBeLessThan(400);
    }
    expect(JSON.stringify(tools).length).toBeLessThan(9_000);
    const { name, version } = agent.client.getServerVersion() ?? {};
    const manifest = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8'));
    expect({ name, version }).toEqual({ name: 'training-preflight', version: manifest.version });
  });

  it('answers as the command line does', async () => {
    const [summary, ...lines] = (await answer('check', { path: 'run.sh' })).split('\n');
    const [{ commands }] = JSON.parse(preflight('check', 'run.sh', '--format', 'json')).files;
    const findings: FindingReport[] = commands.flatMap((command: { findings: FindingReport[] }) => command.findings);
    expect(lines.filter((line) => !line.startsWith('    fix: '))).toEqual(
      findings.map(({ range: { start }, severity, message, rule }) => {
        return `run.sh:${start.line + 1}:${start.character + 1}: ${severity}: ${message} [${rule}]`;
      }),
    );
    expect(lines).toContainEqual(expect.stringContaining('    fix: Change to max_length'));
    expect(summary).toMatch(/^1 error, 0 warnings, \d hints in 2 training commands of 1 file$/);
    expect(await answer('explain', { name: 'lr', release: '4.5' })).toBe(
      preflight('explain', 'lr', '--swift-version', '4.5', '--format', 'markdown'),
    );
    expect(await answer('explain', { name: 'cli.bool' })).toBe(
      preflight('explain', 'cli.bool', '--format', 'markdown'),
    );
    expect(await answer('resolve', { path: 'run.sh', line: 4 })).toBe(
      preflight('resolve', 'run.sh:4', '--format', 'text'),
    );
    expect(await answer('memory', { path: 'run.sh' })).toBe(preflight('memory', 'run.sh'));
    expect(await answer('layouts', { path: 'run.sh', line: 4, limit: 2 })).toBe(
      preflight('layouts', 'run.sh:4', '--limit', '2'),
    );
    expect(await answer('layouts', { path: 'run.sh', line: 4, limit: 1, nodes: 2, gpusPerNode: 8 })).toBe(
      preflight('layouts', 'run.sh:4', '--limit', '1', '--nodes', '2', '--gpus-per-node', '8'),
    );
    const migrated = await answer('migrate', { path: 'run.sh', to: '4.5.2' });
    expect(migrated.split('\nnote: ')[0]?.trim()).toBe(preflight('migrate', 'run.sh', '--to', '4.5.2'));
    expect(migrated).toMatch(/\nnote: .*4\.5\.2/);
    const planned = await answer('plan', { path: 'run.sh', line: 4, target: 'cluster.json' });
    expect(planned).toBe(
      `This launch is possible. Nothing was submitted.\n\n${preflight('plan', 'run.sh:4', '--target', 'cluster.json')}`,
    );
    expect(await answer('plan', { path: 'run.sh' })).toMatch(/^This launch is blocked\.\n\n# Plan for target local/);
  });

  it('uses a given text in place of a file, which need not exist', async () => {
    const text = 'megatron sft --model Qwen/Qwen3-8B --tensor_model_parallel_size two\n';
    expect(await answer('check', { path: 'new.sh', text })).toContain('new.sh:1:');
    expect(await answer('check', { path: 'run.sh', text: 'megatron sft --lr ture\n' })).toContain('`ture`');
  });

  it('goes on without a file of a folder that cannot be read, and says so', async () => {
    mkdirSync(join(work, 'folder'));
    for (const name of ['large.yaml', 'run.sh']) writeFileSync(join(work, 'folder', name), 'megatron sft --lr ture\n');
    truncateSync(join(work, 'folder/large.yaml'), 2 ** 40);
    const [summary, omitted, first] = (await answer('check', { path: 'folder' })).split('\n');
    expect(summary).toContain('in 1 training command of 1 file');
    expect(omitted).toMatch(/folder\/large\.yaml cannot be read: it has more than 32 MB/);
    expect(first).toMatch(/^folder\/run\.sh:1:\d+: error: `ture`/);
    expect(await agent.call('check', { path: 'folder/large.yaml' })).toMatchObject({ isError: true });
  });

  it('explains a flag for the release of the project, unless the input names one', async () => {
    writeFileSync(join(work, 'preflight.toml'), 'release = "4.2.3"\n');
    const flag = { name: 'save_safetensors' };
    expect(await answer('explain', flag)).toContain('ms-swift 4.2.3');
    expect(await answer('explain', { ...flag, release: '4.5.2' })).toContain('ms-swift 4.5.2');
    writeFileSync(join(work, 'preflight.toml'), 'gpus = "8"\n');
    expect(await answer('check', { path: 'run.sh' })).toMatch(/^preflight\.toml:1:8: error: .* \[settings\.value\]$/m);
    rmSync(join(work, 'preflight.toml'));
    expect(await answer('explain', flag)).not.toContain('ms-swift 4.2.3');
  });

  it('uses what the input says about the run', async () => {
    writeFileSync(join(work, 'big.sh'), 'megatron sft --model Qwen/Qwen3-32B --packing true --max_length 8192\n');
    const [few, many] = await Promise.all(
      [1, 64].map((gpus) => answer('memory', { path: 'big.sh', release: '4.5.2', gpus, gpuMemory: 80 })),
    );
    expect(few).not.toBe(many);
    expect(few).toContain('80 GiB');
  });

  it.each([
    ['check', {}, 'input has no path'],
    ['check', { path: 'run.sh', fix: true }, 'input has an unknown field, fix'],
    ['check', { path: 3 }, 'input.path is 3; it must be a string'],
    ['layouts', { path: 'run.sh', limit: 51 }, 'input.limit is 51; it must be at most 50'],
    ['layouts', { path: 'run.sh', nodes: 2 }, 'nodes needs gpusPerNode'],
    ['check', { path: 'run.sh', release: 'new' }, 'release must be a release such as'],
    ['migrate', { path: 'run.sh', to: '9' }, 'to 9 is not a known release'],
    ['explain', { name: 'learning_rat' }, 'is neither a flag nor an environment variable nor a rule'],
    ['resolve', { path: 'cluster.json' }, 'contains no megatron command'],
    ['plan', { path: 'run.sh', target: 'run.sh' }, 'run.sh is not valid JSON'],
    ['check', { path: '../outside.sh' }, 'outside the workspace'],
    ['check', { path: join(folder, 'outside.sh') }, 'outside the workspace'],
    ['launch', { path: 'run.sh' }, 'There is no tool launch'],
  ])('says why %s cannot answer %j', async (name, input, reason) => {
    expect(await agent.call(name, input)).toEqual({ isError: true, text: expect.stringContaining(reason) });
  });

  it('shows no secret of a config, in no answer', async () => {
    const token = `hf_${'a1B2c3D4'.repeat(4)}wx`;
    const key = 'c0ffee'.repeat(6);
    writeFileSync(
      join(work, 'secret.sh'),
      `# preflight: ms-swift=4.5.2
export HF_TOKEN=${token}
WANDB_API_KEY=${key} NPROC_PER_NODE=8 megatron sft --model Qwen/Qwen3-8B --packing true --max_length 8192 \\
  --use_hf true --hub_token $HF_TOKEN --global_batch_size 32 --wandb_exp_name ${key} --lr ${token}
`,
    );
    for (const [name, more] of [
      ['check', {}],
      ['resolve', {}],
      ['memory', {}],
      ['layouts', { limit: 1 }],
      ['migrate', { to: '4.2' }],
      ['plan', {}],
      ['plan', { target: 'cluster.json' }],
    ] as const) {
      const { text } = await agent.call(name, { path: 'secret.sh', ...more });
      expect(text.length, name).toBeGreaterThan(20);
      for (const secret of [token, key, 'hf_wwwwwwww']) expect(text, name).not.toContain(secret);
    }
    expect((await agent.call('plan', { path: token })).text).not.toContain(token);
  });

  it('leaves out the end of a long answer, and says so', async () => {
    const long = Array.from({ length: 500 }, (_, index) => `megatron sft --unknown_flag_${index} 1`).join('\n');
    const text = await answer('check', { path: 'long.sh', text: long });
    expect(text.length).toBeLessThan(16_200);
    expect(text).toMatch(/^5\d\d errors.*\n/);
    expect(text).toMatch(/\n… \d+ more lines left out: ask about one file or one command\.$/);
  });

  it('reads files below --root only, wherever it was started', async () => {
    const other = await startAgent(folder, ['--root', 'work']);
    try {
      expect((await other.call('check', { path: 'run.sh' })).isError).toBe(false);
      expect((await other.call('check', { path: 'outside.sh' })).text).toContain('no such file');
      expect((await other.call('check', { path: '../outside.sh' })).text).toContain('outside the workspace');
    } finally {
      await other.client.close();
    }
  });

  it('ends with its input, and refuses a root that is no folder', () => {
    const start = (...args: string[]) =>
      spawnSync(process.execPath, [CLI, 'mcp', ...args], { cwd: work, input: '', encoding: 'utf8' });
    expect(start()).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(start('--root', 'run.sh')).toMatchObject({
      status: 2,
      stderr: 'preflight: --root must be a folder, not "run.sh"\n',
    });
    expect(start('--rot', '.')).toMatchObject({ status: 2 });
  });
});

describe('the bundles for agents', () => {
  it.each([
    [
      'agents',
      /server\/src\/(?!(?:agents|cli|core|data|host|lsp)\/)|writeFiles|cli\/(?:main|output)\.ts|node_modules\/(?!(?:diff|ignore)\/)/,
    ],
    [
      'mcp',
      /server\/src\/(?!agents\/(?:serveMcp|mcpShims)\.ts)|node_modules\/(?!(?:@modelcontextprotocol\/(?:core|server)|zod)\/)/,
    ],
  ])('contain in %s.js nothing that writes, starts a program or opens a connection', async (name, forbidden) => {
    const options = bundles.find(({ outfile }) => outfile === `dist/${name}.js`);
    const { metafile } = await build({ ...options, write: false, metafile: true });
    const [{ inputs = {}, imports = [] } = {}] = Object.values(metafile?.outputs ?? {});
    const used = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    expect(used.map(([path]) => path).filter((path) => forbidden.test(path))).toEqual([]);
    const builtIn = imports.map(({ path }) => path.replace(/^node:/, '')).filter((path) => !path.startsWith('./'));
    expect(builtIn.filter((path) => !['fs', 'os', 'path', 'process', 'util', 'zlib'].includes(path))).toEqual([]);
  });
});

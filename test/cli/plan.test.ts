import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { PlanResult } from '../../server/src/lsp/protocol';
import { runPreflight } from '../support/cli';
import { startClient } from '../support/lsp';

const plans = resolve(import.meta.dirname, '../plans');
const folder = mkdtempSync(join(tmpdir(), 'preflight-plan-cli-'));
cpSync(plans, folder, { recursive: true });
afterAll(() => rmSync(folder, { recursive: true }));

const preflight = (...args: string[]) => runPreflight(folder, ['plan', ...args]);

describe('preflight plan', () => {
  it('prints the plan, and writes its files with --out', () => {
    const result = preflight('slurm-one-node/run.sh', '--target', 'slurm-one-node/target.json', '--out', 'out');
    expect(result).toMatchObject({ status: 0, stderr: '' });
    expect(result.stdout).toContain('# Runs: sbatch --parsable < run.sbatch\n');
    expect(readdirSync(join(folder, 'out'))).toEqual(['run.sbatch']);
    const script = readFileSync(join(folder, 'out/run.sbatch'), 'utf8');
    expect(result.stdout).toContain(script);
    expect(statSync(join(folder, 'out/run.sbatch')).mode & 0o077).toBe(0);
  });

  it('exits with 1 and writes no files when the config cannot be launched', () => {
    const result = preflight('slurm-errors/run.sh', '--target', 'slurm-errors/target.json', '--out', 'none');
    expect(result.status).toBe(1);
    expect(result.stdout).toContain('# Cannot be launched: 4 GPUs in total are not a multiple of 8');
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it('hides secrets', () => {
    const { stdout } = preflight('slurm-ssh/run.sh', '--target', 'slurm-ssh/target.json');
    expect(stdout).toContain('--hub_token <secret>');
    expect(stdout).not.toContain('hf_');
  });

  it('plans the command at a line', () => {
    writeFileSync(
      join(folder, 'two.sh'),
      'NPROC_PER_NODE=2 megatron sft --lr 1e-5\n\nNPROC_PER_NODE=4 megatron pt --lr 1e-5\n',
    );
    const { stdout } = preflight('two.sh:3', '--target', 'slurm-one-node/target.json');
    expect(stdout).toContain('# two.sh, line 3: megatron pt on 1 node x 4 GPUs');
  });

  it.each([
    ['no target', ['slurm-one-node/run.sh'], 'plan needs --target FILE.json'],
    ['no path', ['--target', 'slurm-one-node/target.json'], 'plan needs one PATH'],
    [
      'a target file that is not JSON',
      ['slurm-one-node/run.sh', '--target', 'slurm-one-node/run.sh'],
      'is not valid JSON',
    ],
    [
      'an invalid target',
      ['slurm-one-node/run.sh', '--target', 'bad.json'],
      'bad.json: target x has an unknown field, node. Did you mean nodes?',
    ],
    [
      'a file without a command',
      ['empty.sh', '--target', 'slurm-one-node/target.json'],
      'empty.sh contains no megatron command',
    ],
  ])('exits with 2 and a clear message for %s', (_, args, message) => {
    writeFileSync(join(folder, 'bad.json'), '{"kind": "slurm", "name": "x", "node": 2}');
    writeFileSync(join(folder, 'empty.sh'), 'echo\n');
    const result = preflight(...args);
    expect(result).toMatchObject({ status: 2, stdout: '' });
    expect(result.stderr).toContain(message);
  });
});

describe('preflight/plan', () => {
  it('returns exactly the text that the command line prints', async () => {
    const client = await startClient('stdio');
    try {
      for (const [name, file] of [
        ['slurm-two-nodes', 'qwen3-sft.sh'],
        ['slurm-yaml', 'run.yaml'],
        ['pytorchjob', 'qwen3-sft.sh'],
      ] as const) {
        const path = join(folder, name, file);
        const uri = pathToFileURL(path).toString();
        client.open(uri, readFileSync(path, 'utf8'), file.endsWith('.sh') ? 'shellscript' : 'yaml');
        const target = JSON.parse(readFileSync(join(folder, name, 'target.json'), 'utf8'));
        const params = { uri, index: 0, target, storage: folder };
        const plan = await client.connection.sendRequest<PlanResult>('preflight/plan', params);
        expect(preflight(join(name, file), '--target', `${name}/target.json`).stdout).toBe(plan.document);
      }
    } finally {
      await client.stop();
    }
  });
});

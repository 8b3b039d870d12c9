import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CLI, runPreflight } from '../support/cli';

const GOOD = 'NPROC_PER_NODE=1 megatron sft --model m --dataset d --max_epochs 1\n';
const BAD = `${GOOD.trim()} --packing ture\n`;
const WAIT = { timeout: 40_000, interval: 50 };

let folder = '';
let child: ChildProcess | undefined;
let printed = { stdout: '', stderr: '' };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-watch-'));
  printed = { stdout: '', stderr: '' };
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

/** Starts watching, and waits for the end of the first check. */
async function watch(...args: string[]): Promise<ChildProcess> {
  const started = spawn(process.execPath, [CLI, 'check', '--watch', '--format', 'concise', ...args], { cwd: folder });
  for (const name of ['stdout', 'stderr'] as const)
    started[name].setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text;
    });
  child = started;
  await nextReport(() => {});
  return started;
}

/** Makes a change, waits for the report after it, and returns what was printed. */
async function nextReport(change: () => void): Promise<{ stdout: string; stderr: string }> {
  printed = { stdout: '', stderr: '' };
  change();
  await vi.waitFor(() => expect(printed.stderr).toContain('Ctrl-C stops'), WAIT);
  return printed;
}

describe('preflight check --watch', { timeout: 120_000 }, () => {
  it('reports again when files change, appear, disappear and are replaced', async () => {
    write('a.sh', GOOD);
    await watch('.');
    expect(printed.stdout).toContain('0 errors');
    expect((await nextReport(() => write('a.sh', BAD))).stdout).toContain('a.sh:1:');
    const appeared = await nextReport(() => {
      mkdirSync(join(folder, 'sub'));
      write('sub/b.sh', BAD);
    });
    expect(appeared.stdout).toMatch(/a\.sh:1:[\s\S]*sub\/b\.sh:1:/);
    const replaced = await nextReport(() => {
      write('c', GOOD);
      renameSync(join(folder, 'c'), join(folder, 'a.sh'));
    });
    expect(replaced.stdout).toMatch(/^sub\/b\.sh:1:/);
    expect((await nextReport(() => rmSync(join(folder, 'sub'), { recursive: true }))).stdout).toContain('0 errors');
  });

  it('reports a burst of changes once, when it is over', async () => {
    write('a.sh', GOOD);
    await watch('.');
    const { stdout } = await nextReport(() => {
      for (let index = 0; index < 30; index++) write(`new${index}.sh`, BAD);
      for (let index = 0; index < 10; index++) rmSync(join(folder, `new${index}.sh`));
    });
    expect(stdout.match(/ in 21 training commands of 21 files/g)).toHaveLength(1);
  });

  it('watches the config files that commands name', async () => {
    mkdirSync(join(folder, 'configs'));
    write('run.sh', 'NPROC_PER_NODE=1 megatron sft configs/run.yaml\n');
    write('configs/run.yaml', 'model: m\ndataset: d\nmax_epochs: 1\n');
    await watch('run.sh');
    expect((await nextReport(() => write('configs/run.yaml', 'model: m\npacking: ture\n'))).stdout).toContain(
      'run.yaml:2:10',
    );
  });

  it('watches the settings of the project, which may be new, and the config.json of a model', async () => {
    write('run.sh', 'NPROC_PER_NODE=8 megatron sft --model ./m --load x --tensor_model_parallel_size 3 --foo 1\n');
    mkdirSync(join(folder, 'm'));
    await watch('run.sh');
    const config = { model_type: 'qwen3', num_attention_heads: 32, num_hidden_layers: 4, hidden_size: 64 };
    const known = await nextReport(() => write('m/config.json', JSON.stringify(config)));
    expect(known.stdout).toContain('[par.tp-heads]');
    const changed = await nextReport(() =>
      write('m/config.json', JSON.stringify({ ...config, num_attention_heads: 30 })),
    );
    expect(changed.stdout).not.toContain('[par.tp-heads]');
    expect(changed.stdout).toContain('[cli.unknown-flag]');
    const settings = await nextReport(() => write('preflight.toml', '[severity]\n"cli.unknown-flag" = "off"\n'));
    expect(settings.stdout).not.toContain('[cli.unknown-flag]');
    expect((await nextReport(() => rmSync(join(folder, 'preflight.toml')))).stdout).toContain('[cli.unknown-flag]');
  });

  it('says that a named file is gone, and goes on when it is back', async () => {
    write('a.sh', GOOD);
    await watch('a.sh');
    const gone = await nextReport(() => rmSync(join(folder, 'a.sh')));
    expect(gone.stderr).toContain('preflight: a.sh cannot be read: no such file');
    expect((await nextReport(() => write('a.sh', BAD))).stdout).toContain('[cli.bool]');
  });

  it('does not begin with a file that is not there', () => {
    expect(runPreflight(folder, ['check', '--watch', 'typo.sh'])).toMatchObject({
      status: 2,
      stderr: 'preflight: typo.sh cannot be read: no such file\n',
    });
  });

  it('ends with Ctrl-C', async () => {
    write('a.sh', GOOD);
    const started = await watch('.');
    const ended = new Promise((done) => started.once('exit', (_, signal) => done(signal)));
    started.kill('SIGINT');
    expect(await ended).toBe('SIGINT');
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runPreflight } from '../support/cli';

const folder = mkdtempSync(join(tmpdir(), 'preflight-memory-'));
afterAll(() => rmSync(folder, { recursive: true }));
const preflight = (...args: string[]) => runPreflight(folder, ['memory', ...args]);

writeFileSync(
  join(folder, 'run.sh'),
  `# preflight: ms-swift=4.5.2 world-size=8 gpu-memory=80
megatron sft --model Qwen/Qwen3-8B --packing true --max_length 8192 --tensor_model_parallel_size 2 \\
  --pipeline_model_parallel_size 2 --sequence_parallel true --output_dir out

megatron sft --model some/model --max_length 2048 --output_dir out
`,
);

describe('preflight memory', () => {
  it('prints JSON in exactly the shape that other tools rely on', () => {
    const { status, stdout, stderr } = preflight('run.sh', '--format', 'json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const report = JSON.parse(stdout);
    const number = expect.any(Number);
    expect(report).toEqual({
      version: 1,
      files: [
        {
          path: 'run.sh',
          commands: [
            {
              line: 1,
              memory: {
                allocated: number,
                reserved: number,
                used: number,
                low: number,
                high: number,
                parts: {
                  weights: number,
                  gradients: number,
                  optimizer: number,
                  activations: number,
                  logits: number,
                  reference: number,
                  recompute: number,
                  buffers: number,
                },
                stage: number,
                reason: expect.stringMatching(/^stage [12] of 2, the (?:first|last), is the fullest because of /),
              },
            },
            { line: 4, memory: { unknown: [expect.any(String)] } },
          ],
        },
      ],
    });
  });

  it('prints a table with a row for each pipeline stage', () => {
    const lines = preflight('run.sh').stdout.split('\n');
    expect(lines[0]).toMatch(/^run\.sh:2: 8 GPUs = TP 2 × PP 2 × DP 2 · .* · about \d+ of 80 GiB per GPU$/);
    expect(lines[1]).toMatch(
      /^ *stage +weights +gradients +optimizer +activations +logits +buffers +allocated +reserved +used$/,
    );
    expect([lines[2], lines[3]].filter((line) => line?.includes('*'))).toHaveLength(1);
    expect(lines[4]).toMatch(/^ {2}GiB; \*: stage [12] of 2, the (?:first|last), is the fullest/);
    expect(lines.at(-3)).toMatch(/^run\.sh:5: unknown: the numbers of the model/);
  });

  it('is part of the JSON report of check, for commands that train', () => {
    writeFileSync(
      join(folder, 'both.sh'),
      `# preflight: ms-swift=4.5.2 world-size=8
megatron sft --model Qwen/Qwen3-8B --packing true --max_length 8192 --output_dir out
megatron export --model Qwen/Qwen3-8B --to_mcore true --output_dir mcore
`,
    );
    const checked = runPreflight(folder, ['check', '--format', 'json', 'both.sh']);
    const { commands } = JSON.parse(checked.stdout).files[0];
    const [first] = JSON.parse(preflight('both.sh', '--format', 'json').stdout).files[0].commands;
    expect(commands[0].memory).toEqual(first.memory);
    expect(commands[0].memory.used).toBeGreaterThan(50);
    expect(commands[1]).not.toHaveProperty('memory');
  });

  it('takes the GPU and the number of GPUs from options', () => {
    writeFileSync(join(folder, 'bare.sh'), 'megatron sft --model Qwen/Qwen3-8B --packing true --max_length 4096\n');
    const { stdout } = preflight('bare.sh', '--swift-version', '4.5.2', '--world-size', '8', '--gpu-memory', '141');
    expect(stdout).toMatch(/about \d+ of 141 GiB/);
  });

  it('reads standard input, and goes on without a file of a folder that cannot be read', () => {
    const script = readFileSync(join(folder, 'run.sh'), 'utf8');
    const named = preflight('run.sh').stdout;
    expect(runPreflight(folder, ['memory', '-'], script).stdout).toBe(named.replaceAll('run.sh', 'stdin.sh'));
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'sub/run.sh'), script);
    writeFileSync(join(folder, 'sub/large.yaml'), '');
    truncateSync(join(folder, 'sub/large.yaml'), 2 ** 40);
    const { status, stdout, stderr } = preflight('sub');
    expect(stdout).toBe(named.replaceAll('run.sh', 'sub/run.sh'));
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('large.yaml cannot be read') });
    expect(preflight('run.sh', 'sub/large.yaml')).toMatchObject({ status: 2, stdout: named });
  });

  it.each<[args: string[], message: string]>([
    [[], 'memory needs a PATH'],
    [['run.sh', '--format', 'sarif'], '--format must be one of text, json'],
    [['run.sh', '--gpu-memory', 'h100'], '--gpu-memory must be the GiB of each GPU'],
    [['missing.sh'], 'no such file'],
  ])('refuses %j', (args, message) => {
    const { status, stderr } = preflight(...args);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(message) });
  });
});

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runPreflight } from '../support/cli';

const folder = mkdtempSync(join(tmpdir(), 'preflight-layouts-'));
afterAll(() => rmSync(folder, { recursive: true }));

writeFileSync(
  join(folder, 'run.sh'),
  `# preflight: ms-swift=4.5.2
NPROC_PER_NODE=8 megatron sft --model Qwen/Qwen3-8B --global_batch_size 32 --packing true --max_length 8192

NPROC_PER_NODE=8 megatron sft --model org/unknown
`,
);
const preflight = (...args: string[]) => runPreflight(folder, args);

describe('preflight layouts', () => {
  it('lists layouts with their memory, their reason, their limit and their changes', () => {
    const { status, stdout, stderr } = preflight('layouts', 'run.sh', '--limit', '2');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(
      /^run\.sh:2: 8 GPUs on 1 node · 80 GB \(assumed\) · 8192 tokens · global batch 32 · \d+ com/,
    );
    expect(lines.slice(1, 6)).toEqual([
      '  1. TP 2 · DP 4 · micro-batch 1',
      expect.stringMatching(/^ {5}\d+\.\d GiB: weights \d/),
      '     nothing recomputed; TP within a node',
      expect.stringMatching(/^ {5}memory is limited by activations, speed by /),
      '     change: tensor_model_parallel_size 2, sequence_parallel true, recompute_granularity none',
    ]);
    expect(stdout).toContain('  2. ');
    expect(stdout).not.toContain('  3. ');
  });

  it('prints JSON in exactly the shape that other tools rely on', () => {
    const { status, stdout } = preflight('layouts', 'run.sh:2', '--limit', '1', '--format', 'json');
    const number = expect.any(Number);
    const report = JSON.parse(stdout);
    expect(status).toBe(0);
    expect(report).toEqual({
      version: 1,
      path: 'run.sh',
      line: 2,
      considered: number,
      layouts: [
        {
          tensor: 2,
          pipeline: 1,
          context: 1,
          expert: 1,
          expertTensor: 1,
          sequence: true,
          virtualStages: 1,
          data: 4,
          microBatch: 1,
          recompute: { granularity: 'none' },
          memory: {
            allocated: number,
            reserved: number,
            used: number,
            low: number,
            high: number,
            parts: expect.objectContaining({ weights: number, logits: number }),
            stage: 0,
            reason: expect.stringContaining('all GPUs are equally full'),
          },
          reason: expect.any(String),
          limit: expect.any(String),
          changes: {
            tensor_model_parallel_size: '2',
            sequence_parallel: 'true',
            recompute_granularity: 'none',
          },
        },
      ],
    });
  });

  it('searches for other GPUs', () => {
    const { stdout } = preflight('layouts', 'run.sh', '--nodes', '1', '--gpus-per-node', '4', '--gpu-memory', '140');
    expect(stdout).toMatch(/^run\.sh:2: 4 GPUs on 1 node · 140 GiB · /);
    expect(stdout).toContain('change: NPROC_PER_NODE 4');
  });

  it('exits with 1 when no layout fits or the model is unknown', () => {
    const small = preflight('layouts', 'run.sh', '--nodes', '1', '--gpus-per-node', '1', '--gpu-memory', '24');
    expect(small.status).toBe(1);
    expect(small.stdout).toMatch(/No layout fits 24 GiB\. The smallest needs \d+ GiB \(/);
    const unknown = preflight('layouts', 'run.sh:4');
    expect(unknown.status).toBe(1);
    expect(unknown.stdout).toMatch(/^run\.sh:4: unknown: /);
    expect(JSON.parse(preflight('layouts', 'run.sh:4', '--format', 'json').stdout)).toMatchObject({ layouts: [] });
  });

  it.each([
    [['layouts'], 'layouts needs one PATH'],
    [['layouts', 'run.sh', '--nodes', '2'], '--nodes needs --gpus-per-node'],
    [['layouts', 'run.sh', '--limit', '0'], '--limit must be a positive number, not "0"'],
    [['layouts', 'run.sh', '--format', 'xml'], '--format must be one of text, json, not "xml"'],
  ])('explains %j', (args, message) => {
    expect(preflight(...args)).toMatchObject({ status: 2, stderr: expect.stringContaining(message) });
  });
});

describe('preflight memory --svg', () => {
  it('draws the GPUs and the memory of a command into a file', () => {
    expect(preflight('memory', 'run.sh:2', '--svg', 'run.svg')).toEqual({ status: 0, stdout: '', stderr: '' });
    const svg = readFileSync(join(folder, 'run.svg'), 'utf8');
    expect(svg).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
    for (const text of ['run.sh:2', 'Memory of a GPU', 'GPUs and their groups', 'Data group'])
      expect(svg).toContain(text);
    expect(svg).not.toContain('var(');
    expect(statSync(join(folder, 'run.svg')).mode & 0o133).toBe(0);
  });

  it('draws one command only', () => {
    expect(preflight('memory', 'run.sh', 'run.sh', '--svg', 'x.svg')).toMatchObject({ status: 2 });
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runEndurance } from './endurance';
import { checkHostileFiles } from './hostileFiles';
import { checkBrokenHeaders, checkBrokenMessages } from './hostileFrames';
import { checkHostileOutput } from './hostileOutput';
import { createRandom } from './random';

// The short form of `npm run soak`, with a fixed seed. Its times and its memory are not asserted.

const SEED = 5;
const TIMEOUT_MS = 180_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-soak-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the language server', { timeout: TIMEOUT_MS }, () => {
  it('answers like a fresh server after many edits, requests, cancellations, new settings and changed files', async () => {
    const options = { folder, seed: SEED, edits: 700, documents: 7, maxLines: 300, checkpoints: 2, sites: 2 };
    const { exceptions, differences, edits, requests } = await runEndurance(options);
    expect(exceptions).toEqual([]);
    expect(differences).toEqual([]);
    expect(edits).toHaveLength(options.edits);
    expect(requests.length).toBeGreaterThan(50);
  });

  it('ends with a reason when a message has no valid header', async () => {
    expect(await checkBrokenHeaders(5, createRandom(SEED))).toEqual([]);
  });

  it('still answers after messages with invalid contents and parameters of the wrong types', async () => {
    expect(await checkBrokenMessages(300, createRandom(SEED))).toEqual([]);
  });

  it('keeps working when the settings and the files around its documents are hostile', async () => {
    expect(await checkHostileFiles(mkdtempSync(join(folder, 'hostile-')), 40, createRandom(SEED))).toEqual([]);
  });
});

describe('the readers of clusters and logs', { timeout: TIMEOUT_MS }, () => {
  it('accept any output of squeue, scontrol, sacct, sbatch and kubectl, and any log', async () => {
    const problems = await checkHostileOutput(150, createRandom(SEED));
    expect(problems.filter((problem) => !problem.startsWith('slow'))).toEqual([]);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Position, Range } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createShellFile } from '../bench/files.mjs';
import { service } from '../support/service';
import { runEndurance } from './endurance';
import { checkHostileFiles } from './hostileFiles';
import { checkBrokenHeaders, checkBrokenMessages, readResidentBytes } from './hostileFrames';
import { checkHostileOutput } from './hostileOutput';
import { createRandom } from './random';
import { type SoakServer, startSoakServer } from './server';

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

  it('keeps no earlier version of a script that is edited in bursts', async () => {
    const server = await startSoakServer({});
    const { uri, edit, open } = createBursts(server);
    await open();
    const heapAfter = async (bursts: number): Promise<number> => {
      for (let burst = 0; burst < bursts; burst++) await edit(burst);
      return (await server.measure(true)).heapBytes;
    };
    const before = await heapAfter(20);
    const after = await heapAfter(100);
    server.close(uri);
    await server.stop();
    expect(server.exceptions).toEqual([]);
    expect(after / before).toBeLessThan(1.3);
  });

  it('gives memory back when typing pauses', async () => {
    const server = await startSoakServer({});
    const { edit, open } = createBursts(server);
    await open();
    for (let burst = 0; burst < 60; burst++) await edit(burst);
    const busy = readResidentBytes(server.client.process);
    await expect
      .poll(() => readResidentBytes(server.client.process) / busy, { timeout: 30_000, interval: 500 })
      .toBeLessThan(0.8);
    await server.stop();
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

/** A script of 60 commands, and bursts of 50 edits that leave it as it was. */
function createBursts({ open, notify, request }: SoakServer) {
  const uri = 'untitled:bursts.sh';
  const view = service.catalog.view(service.catalog.reference, 'sft');
  const known = view.flags.map((flag) => ({ flag, form: view.forms.get(flag.name) }));
  const { text, sites } = createShellFile(known, 60);
  let version = 1;
  const change = (range: Range, newText: string): void =>
    notify('textDocument/didChange', {
      textDocument: { uri, version: ++version },
      contentChanges: [{ range, text: newText }],
    });
  const edit = async (burst: number): Promise<void> => {
    for (let index = burst * 25; index < burst * 25 + 25; index++) {
      const { line, valueAt } = sites.flags[index % sites.flags.length] as { line: number; valueAt: number };
      const [start, end] = [valueAt, valueAt + 1].map((character) => ({ line, character })) as [Position, Position];
      change({ start, end: start }, 'x');
      change({ start, end }, '');
    }
    await request('textDocument/hover', { textDocument: { uri }, position: { line: 1, character: 3 } });
  };
  return { uri, edit, open: () => open(TextDocument.create(uri, 'shellscript', version, text)) };
}

describe('the readers of clusters and logs', { timeout: TIMEOUT_MS }, () => {
  it('accept any output of squeue, scontrol, sacct, sbatch and kubectl, and any log', async () => {
    const problems = await checkHostileOutput(150, createRandom(SEED));
    expect(problems.filter((problem) => !problem.startsWith('slow'))).toEqual([]);
  });
});

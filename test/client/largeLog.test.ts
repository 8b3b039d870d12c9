import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coreOptions } from '../../scripts/bundle.mjs';
import { root } from '../../scripts/setup.mjs';
import type { FollowedLog } from '../support/followLog';

const LOG_BYTES = 100_000_000;
const MAX_SHOWN = 4_200_000;
/** Memory that the JavaScript of the program may use. A log of 100 MB does not fit. */
const MAX_HEAP_MB = 96;

const LINE = `0: iteration 1/1000 | lm loss: 1.234567E+00 | ${'grad norm: 0.123 | '.repeat(3)}\n`;
const PROGRESS = `\r 12%|####      | ${'.'.repeat(80)}`;

let folder: string;
let program: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-log-'));
  program = join(folder, 'followLog.cjs');
  const entry = join(root, 'test/support/followLog.ts');
  await build({ ...coreOptions(root), entryPoints: [entry], outfile: program });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a log of `bytes` bytes that repeats a text, and ends with the line `START`. */
function writeLog(text: string, bytes: number): string {
  const path = join(folder, 'job.log');
  const file = openSync(path, 'w', 0o600);
  const part = text.repeat(Math.ceil(1_000_000 / text.length));
  for (let written = 0; written < bytes; written += part.length) writeSync(file, part);
  writeSync(file, '\nSTART\n');
  closeSync(file);
  return path;
}

/** Follows a log in a program with little memory while `text` is appended that often. */
function followLog(log: string, text: string, times: number): FollowedLog {
  const input = JSON.stringify({ log, text, times });
  const args = [`--max-old-space-size=${MAX_HEAP_MB}`, program];
  return JSON.parse(execFileSync(process.execPath, args, { input, encoding: 'utf8' }));
}

// `tail` is a program of Linux and macOS, and so is Slurm.
describe.skipIf(process.platform === 'win32')('the log of a running job', () => {
  it('is followed without reading it from the start when it has 100 MB', { timeout: 120_000 }, () => {
    const log = writeLog(LINE, LOG_BYTES);
    expect(statSync(log).size).toBeGreaterThan(LOG_BYTES);
    const { readAtStart, shown, end } = followLog(log, LINE, 3);
    expect(readAtStart).toBeLessThanOrEqual(4_000_000);
    expect(shown).toBeLessThan(MAX_SHOWN);
    expect(end).toMatch(/\| \n\nEND\n$/);
  });

  it.each([
    ['lines', LINE.repeat(1000)],
    ['one line without end', 'x'.repeat(100_000)],
    ['progress bars that overwrite each other', PROGRESS.repeat(1000)],
    ['progress bars that end their line after 64 kB', `${PROGRESS.repeat(640)}\n`.repeat(2)],
  ])('keeps the memory of the editor bounded when it grows by 100 MB of %s', { timeout: 120_000 }, (_, text) => {
    const log = writeLog(LINE, 1000);
    const { shown, end, maxResidentBytes } = followLog(log, text, Math.ceil(LOG_BYTES / text.length));
    expect(shown).toBeLessThan(MAX_SHOWN);
    expect(end).toMatch(/\nEND\n$/);
    expect(maxResidentBytes).toBeLessThan(250_000_000);
  });
});

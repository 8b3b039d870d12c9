import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** A fresh home folder for each test of the importing file. */
export let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'preflight-models-'));
});
afterEach(() => rmSync(home, { recursive: true }));

/** Writes a file below `home`: a text, or the config.json of a model with that many layers. Returns its path. */
export function writeFile(path: string, content: number | string): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify({ num_hidden_layers: content }));
  return file;
}

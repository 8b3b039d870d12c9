import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** A home folder that each test of the importing file has for itself. */
export let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'preflight-models-'));
});
afterEach(() => rmSync(home, { recursive: true }));

/** Writes a file below `home`: a text, or the config.json of a model with so many layers. Returns its path. */
export function put(path: string, layers: number | string): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof layers === 'string' ? layers : JSON.stringify({ num_hidden_layers: layers }));
  return file;
}

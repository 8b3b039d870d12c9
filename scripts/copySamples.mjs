import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

/** Copies the samples to a folder where edits do not change the project. Each start begins with fresh ones. */
export function copySamples(folder = join(root, '.vscode-test', 'samples')) {
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, 'samples'), folder, { recursive: true });
  return folder;
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** A folder that is empty before each test. */
export interface Folder {
  /** The path of the folder, or of a file in it. */
  at: (name?: string) => string;
  /** Writes a file with the folders above it, and returns its path. */
  write: (name: string, text: string) => string;
}

/** Creates a folder for each test of the calling file. */
export function useFolder(): Folder {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'preflight-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const at = (name = '.'): string => join(root, name);
  return {
    at,
    write: (name, text) => {
      mkdirSync(dirname(at(name)), { recursive: true });
      writeFileSync(at(name), text);
      return at(name);
    },
  };
}

import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

/** Holds a text against a file. `UPDATE=1` writes the file instead, and the change is reviewed as a diff. */
export function expectGolden(path: string, text: string): void {
  if (process.env.UPDATE) writeFileSync(path, text);
  expect(text, 'UPDATE=1 writes the file anew').toBe(readFileSync(path, 'utf8'));
}

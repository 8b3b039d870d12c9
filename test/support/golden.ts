import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

/** Compares a text with a golden file. `UPDATE=1` writes the file instead, and the change is reviewed as a diff. */
export function expectGolden(path: string, text: string): void {
  if (process.env.UPDATE) writeFileSync(path, text);
  expect(text, 'UPDATE=1 rewrites the file').toBe(readFileSync(path, 'utf8'));
}

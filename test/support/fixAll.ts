import { expect } from 'vitest';
import { applyEdits } from '../../server/src/core/config/edit';
import { clashes } from './edits';
import { SYNTAXES, service } from './service';

/** Applies all safe fixes. Returns the text and the number of fixes. */
export function fixAll(text: string, language: string): { text: string; count: number } {
  const syntax = SYNTAXES.find(({ id }) => id === language);
  if (!syntax) throw new Error(language);
  const { edits, count } = service.fixAll(service.read(text, syntax, {}));
  expect(clashes(edits), text).toEqual([]);
  return { text: applyEdits(text, edits), count };
}

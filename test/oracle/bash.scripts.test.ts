import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkScripts, formatReport } from '../support/bash/checkScripts';

const [, ...parts] = readFileSync(join(import.meta.dirname, '../data/scripts.txt'), 'utf8').split(/^=== /m);
const scripts = parts.map((part) => {
  const end = part.indexOf('\n');
  return {
    name: part.slice(0, end),
    text: part
      .slice(end + 1)
      .trimEnd()
      .concat('\n'),
    hidden: new Set<string>(),
  };
});

it('scripts as people write them are read as bash runs them', async () => {
  const judged = await checkScripts(scripts);
  const wrong = judged.filter(({ mismatches, errors, calls }) => mismatches.length > 0 || errors !== '' || calls === 0);
  expect(wrong.map(formatReport)).toEqual([]);
  const share = (of: 'words' | 'env'): number =>
    judged.reduce((sum, each) => sum + each[of].known, 0) / judged.reduce((sum, each) => sum + each[of].all, 0);
  // What is missing depends on who runs the script, on the clock, or on files.
  expect(share('words')).toBeGreaterThan(0.92);
  expect(share('env')).toBeGreaterThan(0.85);
});

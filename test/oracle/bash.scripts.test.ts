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

it('reads real scripts as bash runs them', async () => {
  const checked = await checkScripts(scripts);
  const wrong = checked.filter(
    ({ mismatches, errors, calls }) => mismatches.length > 0 || errors !== '' || calls === 0,
  );
  expect(wrong.map(formatReport)).toEqual([]);
  const shareOf = (kind: 'words' | 'env'): number =>
    checked.reduce((sum, script) => sum + script[kind].known, 0) /
    checked.reduce((sum, script) => sum + script[kind].all, 0);
  // The rest depends on the user who runs the script, on the clock, or on files.
  expect(shareOf('words')).toBeGreaterThan(0.92);
  expect(shareOf('env')).toBeGreaterThan(0.85);
});

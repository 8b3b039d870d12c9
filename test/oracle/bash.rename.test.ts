import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/core/config/edit';
import { type Call, isAmbient, recordCalls } from '../support/bash/recorder';
import { makeMixedScript } from '../support/bash/scripts';
import { readShell, service } from '../support/service';

/** Number of generated scripts. */
const SCRIPTS = 100;
const NEW_NAME = 'RENAMED_VARIABLE';

/** Renames each variable of a script that can be renamed, one at a time. */
function renameEach(text: string): string[] {
  const document = readShell(text);
  const uses = document.syntax.findVariableUses(text);
  const firstUses = new Map(uses.map((use) => [use.name, use]));
  return [...firstUses.values()].flatMap(({ span }) => {
    const edits = service.renameVariable(document, span.end, NEW_NAME);
    return 'reason' in edits ? [] : [applyEdits(text, edits)];
  });
}

/** The arguments and the variables of a call that the script decides. */
const toDecided = ({ argv, env }: Call): unknown => ({
  argv,
  env: Object.fromEntries(Object.entries(env).filter(([name]) => !isAmbient(name))),
});

describe('renaming a variable', () => {
  it('passes the same arguments and variables in real bash', { timeout: 300_000 }, async () => {
    const pairs = Array.from({ length: SCRIPTS }, (_, seed) => makeMixedScript(seed).text)
      // Such a script passes something else each time.
      .filter((text) => !/RANDOM|\bdate\b|\$\$|SECONDS/.test(text))
      .flatMap((text) => renameEach(text).map((renamed) => ({ text, renamed })));
    expect(pairs.length).toBeGreaterThan(SCRIPTS / 3);
    const recordings = await recordCalls(pairs.flatMap(({ text, renamed }) => [text, renamed]));
    for (const [index, { text, renamed }] of pairs.entries()) {
      const [before, after] = [recordings[2 * index], recordings[2 * index + 1]];
      expect(after?.calls.map(toDecided), `${text}\n--- renamed:\n${renamed}`).toEqual(before?.calls.map(toDecided));
    }
  });
});

import { describe, expect, it } from 'vitest';
import { toReportFixes } from '../../server/src/cli/reportFixes';
import { applyEdits } from '../../server/src/core/config/edit';
import type { PrintedFix } from '../../server/src/core/features/fixes/printedFix';
import { createSecretFinder } from '../../server/src/core/text/secrets';

describe('toReportFixes', () => {
  const finder = createSecretFinder([{ variable: 'X', value: 'correct horse' }]);
  const fixOf = (text: string, newText: string): PrintedFix[] => [
    { edits: [{ span: { start: 4, end: text.length }, newText }] } as unknown as PrintedFix,
  ];

  it('splits an edit around the secrets that it keeps, so that the result is the same', () => {
    const text = '--a correct horse correct horse b';
    const newText = `'correct horse' "correct horse" c`;
    const [fix] = toReportFixes(fixOf(text, newText), text, finder);
    expect(JSON.stringify(fix?.edits)).not.toContain('correct');
    expect(applyEdits(text, fix?.edits ?? [])).toBe(`--a ${newText}`);
  });

  it('keeps an edit that contains no secret', () => {
    const fixes = fixOf('--a correct horse', 'b');
    expect(toReportFixes(fixes, '--a correct horse', finder)).toEqual(fixes);
  });

  it('leaves out a fix that writes a secret to another position', () => {
    expect(toReportFixes(fixOf('--a b', 'correct horse'), '--a b', finder)).toEqual([]);
  });
});

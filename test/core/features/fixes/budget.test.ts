import { describe, expect, it } from 'vitest';
import type { Document, DocumentContext } from '../../../../server/src/core/document/document';
import { shell } from '../../../../server/src/core/syntax/shell/shellSyntax';
import type { Syntax } from '../../../../server/src/core/syntax/syntax';
import { yaml } from '../../../../server/src/core/syntax/yaml/yamlSyntax';
import { service } from '../../../support/service';

/** Each fix is tried by reading the changed text, so the characters that are read measure the work without a clock. */
function readCounted(text: string, syntax: Syntax, context: DocumentContext = {}) {
  const counted = { characters: 0 };
  const countingSyntax: Syntax = {
    ...syntax,
    read: (changed, hints) => {
      counted.characters += changed.length;
      return syntax.read(changed, hints);
    },
  };
  const document = service.read(text, countingSyntax, context);
  service.lintDocument(document);
  counted.characters = 0;
  return { document, counted };
}

const lines = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => `${line(n)}\n`).join('');

const MISSPELLED = `# preflight:\n${lines(2000, (n) => `micro_batch_siz${n}: 1`)}`;
const EVERYTHING = { start: 0, end: MISSPELLED.length };

describe('the work of fixes for a config with thousands of findings', () => {
  const requests: [string, (document: Document) => unknown][] = [
    ['all safe fixes are requested', (document) => service.fixAll(document)],
    ['the fixes of the entire text are requested', (document) => service.suggestQuickFixes(document, EVERYTHING)],
    [
      'suppressions of the entire text are requested',
      (document) => service.suggestActions(document, EVERYTHING).suppressions,
    ],
  ];

  it.each(requests)('is at most twenty times that of reading it when %s', (_, request) => {
    const { document, counted } = readCounted(MISSPELLED, yaml);
    request(document);
    expect(counted.characters).toBeLessThanOrEqual(20 * MISSPELLED.length);
  });

  it('is limited for a config file that a script names when a report prints the fixes of all findings', () => {
    const script = 'megatron sft run.yaml\n';
    const neighbors = [{ name: 'run.yaml', text: lines(2000, (n) => `seed: ${n}`) }];
    const { document, counted } = readCounted(script, shell, { neighbors });
    const printFixes = service.createFixPrinter(document);
    const fixes = service.listFindings(document).flatMap(({ config, finding }) => printFixes(config, finding));
    expect(fixes.length).toBeGreaterThan(0);
    expect(counted.characters).toBeLessThanOrEqual(200 * script.length);
  });

  it('allows the fixes of every finding when the text is short', () => {
    const { document } = readCounted(`megatron sft \\\n${lines(20, (n) => ` --micro_batch_siz${n} 1 \\`)}`, shell);
    const fixed = service.suggestQuickFixes(document, { start: 0, end: document.text.length });
    expect(new Set(fixed.map(({ finding }) => finding)).size).toBe(service.lintDocument(document).length);
  });

  it('is counted again for a fix that was found before, so that no answer depends on earlier ones', () => {
    const command = 'megatron sft --micro_batch_size 0 --seed x --foo 1 --padding_free ture';
    for (let length = 25_000; length < 45_000; length += 2000) {
      const text = `: "${'-'.repeat(length)}"\n${command}\n`;
      const { document } = readCounted(text, shell);
      const suggest = (start: number, end: number): string[] =>
        service.suggestQuickFixes(document, { start, end }).map(({ title }) => title);
      const first = suggest(0, text.length);
      expect(first.length).toBeGreaterThan(0);
      // The fixes of one flag cost less than those of the entire text, so that more of them are found.
      for (const { index } of text.matchAll(/ --/g)) suggest(index + 2, index + 3);
      expect(suggest(0, text.length)).toEqual(first);
    }
  });
});

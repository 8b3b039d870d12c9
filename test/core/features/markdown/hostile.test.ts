import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteWord } from '../../../../server/src/core/text/shellQuote';
import { hasControls, hostileText } from '../../../support/hostileText';
import { readShell, readYaml, service } from '../../../support/service';

const MARKDOWN = [
  '`',
  '``',
  '[EVIL](command:EVIL)',
  '![EVIL](https://x)',
  '<b>EVIL</b>',
  '**EVIL**',
  '\n\n# EVIL',
  '\\',
  'EVIL',
  '$(EVIL)',
];

/** Texts that would become links, images, HTML or headings in Markdown. */
const markdownText = fc
  .array(fc.oneof(fc.constantFrom(...MARKDOWN), hostileText), { maxLength: 5 })
  .map((parts) => `EVIL${parts.join('')}`.replaceAll('\0', ''));

/** The Markdown without its code spans, in which Markdown has no meaning, and without versions of plain characters. */
const withoutCode = (markdown: string): string =>
  markdown.replaceAll(/`[^`\n]+`/g, '').replaceAll(/ms-swift [A-Za-z0-9.+?-]+(?=[\s,;:.)]|$)/g, '');

describe('Markdown about a hostile file', () => {
  it('contains texts from files and settings in code spans only', () => {
    fc.assert(
      fc.property(markdownText, markdownText, markdownText, (first, second, third) => {
        const script = `#SBATCH --job-name=${quoteWord(first)}\nA=${quoteWord(third)} NPROC_PER_NODE=8 CUDA_DEVICE_MAX_CONNECTIONS=${quoteWord(second)} megatron sft --model ${quoteWord(first)} --lr ${quoteWord(second)} --${quoteWord(third)} x --packing "$A"\n`;
        const yaml = `lr: ${JSON.stringify(first)}\nmodel: ${JSON.stringify(second)}\n${JSON.stringify(third)}: 1\n`;
        const context = {
          swiftVersion: first,
          found: { version: second, from: 'installed' as const, evidence: third },
        };
        for (const given of [context, { found: context.found }, {}]) {
          for (const document of [readShell(script, given), readYaml(`# preflight:\n${yaml}`, given)]) {
            for (let offset = 0; offset < document.text.length; offset += 3) {
              const markdown = service.provideHover(document, offset)?.markdown ?? '';
              expect(withoutCode(markdown)).not.toContain('EVIL');
              for (const line of markdown.split('\n')) expect(hasControls(line)).toBe(false);
            }
            for (const config of document.reading.configs) {
              const { version, reason } = service.explainRelease(document, config);
              expect(withoutCode(reason)).not.toContain('EVIL');
              expect(version).toMatch(/^[A-Za-z0-9.+?-]{1,40}$/);
            }
          }
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe('the resolved command of a hostile file', () => {
  it('has one line for each row, and begins every other line of a file with a comment', () => {
    fc.assert(
      fc.property(markdownText, hostileText, hostileText, (name, value, version) => {
        const text = value.replaceAll('\0', '');
        const yaml = `# preflight:\nlr: 1\nsystem: ${JSON.stringify(text)}\nENV:\n  ${JSON.stringify(name)}: ${JSON.stringify(text)}\n  PLAIN: ${JSON.stringify(text)}\n`;
        const document = readYaml(yaml, { swiftVersion: version });
        for (const config of document.reading.configs) {
          for (const { text: row } of service.describeResolved(document, config, name, () => '')) {
            expect(hasControls(row), JSON.stringify(row)).toBe(false);
            expect(row).toMatch(/^(?:#|[A-Za-z_]\w*=|megatron | {4}--)/);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/core/config/edit';
import { entriesOf } from '../../server/src/core/config/lookup';
import type { Document } from '../../server/src/core/document/document';
import { clashes } from '../support/edits';
import { SYNTAXES, service } from '../support/service';

/** Pieces of configs, so that random texts contain the constructs that are hard to read. */
const PIECES = [
  'megatron',
  'sft',
  'pt',
  ' ',
  ' \\\n',
  '\n',
  '\r\n',
  '\\\r\n',
  '\t',
  '--lr',
  '--packing',
  '--recompute_granularity',
  'full',
  '=',
  '1e-5',
  '-1e-5',
  '"',
  "'",
  '`',
  '$',
  '$(',
  '${',
  '}',
  ')',
  '((',
  '{',
  '[',
  ']',
  ',',
  '#',
  ':',
  '- ',
  '---\n',
  '*a',
  '&a ',
  '!x',
  '|',
  '>',
  '<<EOF\n',
  'EOF\n',
  'if x; then\n',
  'fi\n',
  'for i in a; do\n',
  'done\n',
  'A=1',
  'export ',
  'ENV:\n',
  'lr: 1\n',
  'micro_batch_size: 1\n',
  '# preflight: ms-swift=3.8.1\n',
  '你好',
  '\u0000',
  '\uFEFF',
  '😀',
];
const start = fc.constantFrom(
  '',
  'megatron sft ',
  'NPROC_PER_NODE=8 \\\nmegatron rlhf --lr 1',
  '# preflight:\nlr: 1\n',
  '# preflight:\nENV:\n  A: 1\n',
);
const pieces = fc.array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...PIECES) }, fc.string()), { maxLength: 60 });
const text = fc.tuple(start, pieces).map(([first, rest]) => first + rest.join(''));

/** Collects every span of any answer about a document. */
function collectSpans(document: Document, offset: number, fixSpan = { start: 0, end: document.text.length }) {
  const findings = service.lintDocument(document);
  const configs = document.reading.configs;
  return [
    ...findings.flatMap(({ span, related }) => [span, ...related.map((each) => each.span)]),
    ...configs.flatMap((config) => [
      config.head,
      config.fullSpan,
      ...entriesOf(config).flatMap((each) => [each.key, each.fullSpan, ...each.values.map((value) => value.span)]),
    ]),
    ...service.complete(document, offset).map(({ edit }) => edit.span),
    ...[service.provideHover(document, offset)].flatMap((hover) => hover?.span ?? []),
    ...service.codeLenses(document).map(({ span }) => span),
    ...service.suggestQuickFixes(document, fixSpan).flatMap(({ edits }) => edits.map(({ span }) => span)),
  ];
}

describe.each(SYNTAXES.map((syntax) => [syntax.id, syntax] as const))('the service on random %s text', (_, syntax) => {
  it('never throws and never returns a span outside the text', () => {
    let [configCount, spanCount] = [0, 0];
    fc.assert(
      fc.property(text, fc.nat(), (random, at) => {
        const document = service.read(random, syntax, {});
        const offset = random.length === 0 ? 0 : at % (random.length + 1);
        for (const span of collectSpans(document, offset)) {
          expect(span.start, JSON.stringify(span)).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(random.length);
          spanCount++;
        }
        configCount += document.reading.configs.length;
      }),
      { numRuns: 300, seed: 20 },
    );
    expect(configCount).toBeGreaterThan(100);
    expect(spanCount).toBeGreaterThan(5000);
  });

  it('offers only fixes that remove their finding and leave a readable text', () => {
    let fixCount = 0;
    fc.assert(
      fc.property(text, (random) => {
        const document = service.read(random, syntax, {});
        for (const { edits, finding } of service.suggestQuickFixes(document, { start: 0, end: random.length })) {
          expect(clashes(edits)).toEqual([]);
          const findingsAfter = service.lintDocument(service.read(applyEdits(random, edits), syntax, {}));
          const count = (findings: { rule: string }[]): number =>
            findings.filter(({ rule }) => rule === finding.rule).length;
          expect(count(findingsAfter)).toBeLessThan(count(service.lintDocument(document)));
          fixCount++;
        }
      }),
      { numRuns: 200, seed: 21 },
    );
    expect(fixCount).toBeGreaterThan(25);
  });
});

describe('the service on hostile text', () => {
  const long = 'x'.repeat(5_000_000);
  const numbered = (count: number, line: (n: number) => string): string =>
    Array.from({ length: count }, (_, n) => `${line(n)}\n`).join('');
  const options = Array.from({ length: 3000 }, (_, n) => `"key${n}": 1`);
  it.each([
    ['a line of 5 MB', `megatron sft --model ${long} --lr`],
    ['5 MB without a line break or a command', long],
    ['a binary file', String.fromCharCode(...Array.from({ length: 20_000 }, (_, index) => (index * 7919) % 256))],
    ['a thousand open command substitutions', `megatron sft ${'$('.repeat(1000)}`],
    ['a thousand open branches', `${'if x; then\n'.repeat(1000)}megatron sft --lr 1`],
    ['nested loops', `${'for i in 1 2; do\n'.repeat(40)}megatron sft --lr 1\n${'done\n'.repeat(40)}`],
    ['a thousand nested flow lists', `# preflight:\nlr: ${'['.repeat(1000)}`],
    ['ten thousand quotes', `megatron sft ${`'a" `.repeat(10_000)}`],
    ['ten thousand backslashes', `megatron sft ${'\\'.repeat(10_001)}`],
    ['a thousand commands with mistakes', 'megatron sft --lrx 1e-5 --foo\n'.repeat(1000)],
    ['a thousand commands with CRLF line breaks', 'megatron sft --lr 1 \\\r\n  --seed 2\r\n'.repeat(1000)],
    ['a thousand lines without a backslash before them', 'megatron sft --lr 1e-5\n--seed 1\n'.repeat(1000)],
    ['twenty thousand exports', `${numbered(20_000, (n) => `export V${n}=1`)}megatron sft --lr 1\n`],
    ['a thousand branches', `${numbered(1000, (n) => `if [ $A = 1 ]; then V${n}=1; fi`)}megatron sft --lr 1\n`],
    ['fifty thousand suppressions', `${'# preflight: ignore\n'.repeat(50_000)}megatron sft --lr 1\n`],
    ['a modeline of 1 MB', `# preflight: ${'a'.repeat(1_000_000)}\nlr: 1\nmodel: m\nmicro_batch_size: 1\n`],
    ['a map of three thousand options', `megatron sft --extra_megatron_kwargs '{${options.join()}}'`],
    ['one key ten thousand times', `# preflight:\n${'lr: 1\n'.repeat(10_000)}`],
    ['thirty thousand keys', `# preflight:\n${numbered(30_000, (n) => `key${n}: 1`)}`],
    ['half a million variables in an argument', `megatron sft --model "${'$X abc'.repeat(500_000)}"`],
    ['half of a surrogate pair', 'megatron sft --model \ud83d'],
  ])('answers in time on %s', (_, hostile) => {
    for (const syntax of SYNTAXES) {
      const document = service.read(hostile, syntax, {});
      expect(() => collectSpans(document, Math.min(hostile.length, 40), { start: 0, end: 40 })).not.toThrow();
    }
  });

  it('reports a hint instead of findings when a command has too many flags', () => {
    const [shell] = SYNTAXES;
    if (!shell) throw new Error('no syntax');
    const document = service.read(`megatron sft ${'--lr 1 '.repeat(5001)}\n`, shell, {});
    expect(service.lintDocument(document)).toMatchObject([
      { rule: 'cli.too-many-flags', severity: 'hint', message: expect.stringContaining('5001 flags') },
    ]);
  });
});

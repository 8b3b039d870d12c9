import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/core/edit';
import type { Document } from '../../server/src/core/features/document';
import { SYNTAXES, service } from '../support/service';

/** Pieces that configs are made of, so that random texts come near the places where reading is hard. */
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

/** Every place that any answer about a document points to. */
function spans(document: Document, offset: number) {
  const findings = service.findings(document);
  const configs = document.reading.configs;
  return [
    ...findings.flatMap(({ span, related }) => [span, ...related.map((each) => each.span)]),
    ...configs.flatMap(({ head, whole, entries }) => [
      head,
      whole,
      ...entries.flatMap((each) => [each.key, each.whole, ...each.values.map((value) => value.span)]),
    ]),
    ...service.complete(document, offset).map(({ edit }) => edit.span),
    ...[service.hover(document, offset)].flatMap((hover) => hover?.span ?? []),
    ...service.lenses(document).map(({ span }) => span),
    ...service
      .fixesAt(document, { start: 0, end: document.text.length })
      .flatMap(({ edits }) => edits.map(({ span }) => span)),
  ];
}

describe.each(SYNTAXES.map((syntax) => [syntax.id, syntax] as const))('random %s', (_, syntax) => {
  it('never throws and never points outside the text', () => {
    fc.assert(
      fc.property(text, fc.nat(), (random, at) => {
        const document = service.read(random, syntax, {});
        const offset = random.length === 0 ? 0 : at % (random.length + 1);
        for (const span of spans(document, offset)) {
          expect(span.start, JSON.stringify(span)).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(random.length);
        }
      }),
      { numRuns: 300, seed: 20 },
    );
  });

  it('is left a fixed text by every fix: it can be read again, and the finding is gone', () => {
    fc.assert(
      fc.property(text, (random) => {
        const document = service.read(random, syntax, {});
        for (const { edits, finding } of service.fixesAt(document, { start: 0, end: random.length })) {
          const again = service.findings(service.read(applyEdits(random, edits), syntax, {}));
          const count = (findings: { rule: string }[]): number =>
            findings.filter(({ rule }) => rule === finding.rule).length;
          expect(count(again)).toBeLessThan(count(service.findings(document)));
        }
      }),
      { numRuns: 200, seed: 21 },
    );
  });
});

describe('hostile text', () => {
  const long = 'x'.repeat(5_000_000);
  it.each([
    ['a line of 5 MB', `megatron sft --model ${long} --lr`],
    ['5 MB without a line break or our name', long],
    ['a binary file', String.fromCharCode(...Array.from({ length: 20_000 }, (_, index) => (index * 7919) % 256))],
    ['a thousand open brackets', `megatron sft ${'$('.repeat(1000)}`],
    ['a thousand open branches', `${'if x; then\n'.repeat(1000)}megatron sft --lr 1`],
    ['nested loops', `${'for i in 1 2; do\n'.repeat(40)}megatron sft --lr 1\n${'done\n'.repeat(40)}`],
    ['a thousand nested flow lists', `# preflight:\nlr: ${'['.repeat(1000)}`],
    ['ten thousand quotes', `megatron sft ${`'a" `.repeat(10_000)}`],
    ['ten thousand backslashes', `megatron sft ${'\\'.repeat(10_001)}`],
    ['a half character', 'megatron sft --model \ud83d'],
  ])('%s is read in a moment', (_, hostile) => {
    for (const syntax of SYNTAXES) {
      const document = service.read(hostile, syntax, {});
      expect(() => spans(document, Math.min(hostile.length, 40))).not.toThrow();
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, composeEdits, type Edit } from '../../server/src/core/config/edit';
import { fixAll } from '../support/fixAll';
import { readShell, service } from '../support/service';

describe('fixAll', () => {
  it('leaves no safe fix and introduces no error', () => {
    const flags = fc.constantFrom(
      '--save out',
      '--packing ture',
      '--lr 1e-5',
      '--lr 1e-6',
      '--max_epochs 2',
      '--micro-batch_size 1',
      '--output_dir o',
      '--recompute_granularity full',
      '--recompute_modules core_attn,mlp',
      '--train_iters 1e3',
      '--foo 1',
    );
    const release = fc.constantFrom('3.8.1', '3.12.6', '4.2.3', '4.5.2', '4.6.0');
    let [changedTexts, textsWithFewerErrors] = [0, 0];
    fc.assert(
      fc.property(release, fc.array(flags, { maxLength: 6 }), (version, given) => {
        const text = `# preflight: ms-swift=${version}\nmegatron sft \\\n    --model m ${given.map((flag) => `\\\n    ${flag}`).join(' ')}\n`;
        const fixed = fixAll(text, 'shell');
        expect(fixAll(fixed.text, 'shell')).toEqual({ text: fixed.text, count: 0 });
        const countErrors = (source: string): number =>
          service.lintDocument(readShell(source)).filter(({ severity }) => severity === 'error').length;
        expect(countErrors(fixed.text)).toBeLessThanOrEqual(countErrors(text));
        if (fixed.count > 0) changedTexts++;
        if (countErrors(fixed.text) < countErrors(text)) textsWithFewerErrors++;
      }),
      { numRuns: 60 },
    );
    expect(changedTexts).toBeGreaterThan(15);
    expect(textsWithFewerErrors).toBeGreaterThan(8);
  });
});

/** Arbitrary edits of a text of a length, in any order and without overlaps. */
const editsOf = (length: number): fc.Arbitrary<Edit[]> =>
  fc
    .uniqueArray(fc.nat(length), { maxLength: 6 })
    .map((cuts) => cuts.sort((a, b) => a - b))
    .chain((cuts) => {
      const spans = cuts.flatMap((start, index) => (index % 2 ? [] : [{ start, end: cuts[index + 1] ?? start }]));
      return fc.tuple(...spans.map((span) => fc.string({ maxLength: 3 }).map((newText) => ({ span, newText }))));
    });

describe('composeEdits', () => {
  it('returns edits of the first text with the effect of both lists', () => {
    let touching = 0;
    fc.assert(
      fc.property(
        fc
          .string({ maxLength: 20 })
          .chain((text) =>
            editsOf(text.length).chain((first) =>
              editsOf(applyEdits(text, first).length).map((next) => ({ text, first, next })),
            ),
          ),
        ({ text, first, next }) => {
          expect(applyEdits(text, composeEdits(first, next))).toBe(applyEdits(applyEdits(text, first), next));
          if (first.length > 0 && next.length > 0) touching++;
        },
      ),
    );
    expect(touching).toBeGreaterThan(20);
  });
});

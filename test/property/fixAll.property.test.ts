import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, composeEdits, type Edit } from '../../server/src/core/config/edit';
import { fixAll } from '../support/fixAll';
import { readShell, service } from '../support/service';

describe('all safe fixes at once', () => {
  it('leave no safe fix behind, and no error that was not there', () => {
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
    const release = fc.constantFrom('3.8.1', '3.12.6', '4.2.3', '4.5.2');
    let [fixed, mended] = [0, 0];
    fc.assert(
      fc.property(release, fc.array(flags, { maxLength: 6 }), (version, words) => {
        const text = `# preflight: ms-swift=${version}\nmegatron sft \\\n    --model m ${words.map((word) => `\\\n    ${word}`).join(' ')}\n`;
        const once = fixAll(text, 'shell');
        expect(fixAll(once.text, 'shell')).toEqual({ text: once.text, count: 0 });
        const errors = (of: string): number =>
          service.lintDocument(readShell(of)).filter(({ severity }) => severity === 'error').length;
        expect(errors(once.text)).toBeLessThanOrEqual(errors(text));
        if (once.count > 0) fixed++;
        if (errors(once.text) < errors(text)) mended++;
      }),
      { numRuns: 60 },
    );
    expect(fixed).toBeGreaterThan(15);
    expect(mended).toBeGreaterThan(8);
  });
});

/** Edits of a text of some length that do not overlap, in any order. */
const editsOf = (length: number): fc.Arbitrary<Edit[]> =>
  fc
    .uniqueArray(fc.nat(length), { maxLength: 6 })
    .map((cuts) => cuts.sort((a, b) => a - b))
    .chain((cuts) => {
      const spans = cuts.flatMap((start, index) => (index % 2 ? [] : [{ start, end: cuts[index + 1] ?? start }]));
      return fc.tuple(...spans.map((span) => fc.string({ maxLength: 3 }).map((newText) => ({ span, newText }))));
    });

it('edits one after the other are edits of the first text', () => {
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

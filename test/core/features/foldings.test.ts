import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readShell, readYaml, service } from '../../support/service';

/** Lists the foldings of a script as `first-last kind`, with lines from 1. */
const foldingsOf = (text: string): string[] =>
  (service.provideFoldings(readShell(text)) ?? []).map(({ first, last, kind = '' }) =>
    `${first + 1}-${last + 1} ${kind}`.trim(),
  );

describe('provideFoldings', () => {
  it('folds a command from its variables to its last flag', () => {
    expect(foldingsOf('cd x\nNPROC_PER_NODE=8 \\\nmegatron sft \\\n  --model m \\\n  --lr 1e-5\necho\n')).toEqual([
      '2-5',
      '3-5',
    ]);
  });

  it('folds a command with a line that is being typed', () => {
    expect(foldingsOf('megatron sft \\\n  --model m\n  --lr 1e-5 \\\n  --seed 1\n')).toEqual(['1-4']);
  });

  it('folds here-documents to the lines that close them, also in blocks', () => {
    const text = 'if a; then\n  cat > x <<A <<-B\n1\nA\na:\n  b\n\tB\nfi\ncat <<OPEN\nx\n';
    expect(foldingsOf(text)).toEqual(['1-7', '2-7', '5-6', '9-11']);
  });

  it('folds blocks of comments, but neither the first line of a script nor text that looks like a comment', () => {
    expect(foldingsOf('#!/bin/bash\n#SBATCH -N 2\n#SBATCH -t 1\n\n# one\necho\n')).toEqual(['2-3 comment']);
    expect(foldingsOf('cat <<E\n# a\n# b\nE\n')).toEqual(['1-4']);
  });

  it('folds regions', () => {
    expect(foldingsOf('# region a\necho\n#region b\necho\n# endregion\n# endregion\n# endregion\n')).toEqual([
      '1-6 region',
      '3-5 region',
    ]);
  });

  it('leaves other texts to the editor', () => {
    expect(service.provideFoldings(readYaml('# preflight: ms-swift=4.5.2\nmodel: m\nlr: 1e-5\n'))).toBeUndefined();
    expect(service.provideFoldings(readYaml('steps:\n  - run: |\n      megatron sft --lr 1\n'))).toBeUndefined();
  });

  it('folds indented lines as an editor does without a server', () => {
    // A line folds the lines below it that are indented further, up to the next one that is not.
    const expected = (lines: readonly string[]): string[] =>
      lines.flatMap((line, first) => {
        const indentOf = (text: string): number => text.length - text.trimStart().length;
        const below = lines.slice(first + 1);
        const isText = (text: string): boolean => text.trim() !== '';
        const next = below.find(isText);
        if (!isText(line) || next === undefined || indentOf(next) <= indentOf(line)) return [];
        const end = below.findIndex((text) => isText(text) && indentOf(text) <= indentOf(line));
        return [`${first + 1}-${end < 0 ? lines.length : first + 1 + end}`];
      });
    const line = fc.tuple(fc.nat(6), fc.constantFrom('echo', 'echo a', '')).map(([n, word]) => ' '.repeat(n) + word);
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), (lines) => {
        expect(foldingsOf(lines.join('\n'))).toEqual(expected(lines));
      }),
    );
  });

  it('lets no folding cross another one or leave the text', () => {
    const line = fc.constantFrom(
      ...['megatron sft \\', '  --lr 1 \\', '  --lr 1', 'cat <<E', 'E', '# a', '  # b', '# region', '# endregion', ''],
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const foldings = service.provideFoldings(readShell(lines.join('\n'))) ?? [];
        for (const [index, a] of foldings.entries()) {
          expect(a.first).toBeGreaterThanOrEqual(0);
          expect(a.first).toBeLessThan(a.last);
          expect(a.last).toBeLessThan(lines.length);
          for (const b of foldings.slice(index + 1)) {
            expect(b.first).toBeGreaterThan(a.first);
            expect(b.first > a.last || b.last <= a.last).toBe(true);
          }
        }
      }),
    );
  });
});

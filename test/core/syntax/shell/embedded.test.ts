import { describe, expect, it } from 'vitest';
import type { Span } from '../../../../server/src/core/config/config';
import { readShell } from '../../../support/service';

/** Returns the text at the span of each value and at the span of the variable that it comes from. */
function sourcesOf(text: string): string[] {
  const textAt = ({ start, end }: Span): string => text.slice(start, end);
  return readShell(text).reading.configs.flatMap(({ flags }) =>
    flags.flatMap(({ values }) =>
      values.map(({ span, from }) => (from ? `${textAt(span)} from ${textAt(from.span)}` : textAt(span))),
    ),
  );
}

describe('readShell', () => {
  it.each([
    ['an embedded script', `bash -c 'megatron sft --lr 1e-5'`, ['1e-5']],
    ['an exported variable', `export LR=1e-5\nbash -c 'megatron sft --lr $LR'`, ['$LR from 1e-5']],
    ['an argument of the script', `bash -c 'megatron sft --lr "$1"' _ 1e-5`, ['"$1" from 1e-5']],
    ['all arguments of the script', `bash -c 'megatron sft --dataset "$@"' _ a b`, ['a', 'b']],
    [
      'a variable two scripts further out',
      `export LR=1e-5\nbash -c 'bash -c "megatron sft --lr \\$LR"'`,
      ['\\$LR from 1e-5'],
    ],
    [
      'arguments passed through two scripts',
      `bash -c 'bash -c "megatron sft --dataset \\"\\$@\\"" _ "$@" c' _ a b`,
      ['a', 'b', 'c'],
    ],
    ['a variable of the script that eval runs', `LR=1e-5\neval 'megatron sft --lr $LR'`, ['$LR from 1e-5']],
  ])('maps the values to the document for %s', (_, text, expected) => expect(sourcesOf(text)).toEqual(expected));
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { continueLine } from '../../../../server/src/core/syntax/shell/continueLine';
import { atCursor, readShell } from '../../../support/service';

/** Presses Enter at `$0` and returns the text with the cursor; undefined where the editor does what it always does. */
function pressEnter(marked: string, unit = '    '): string | undefined {
  const { text, offset } = atCursor(marked);
  const edit = continueLine(text, offset, unit);
  if (!edit) return undefined;
  const inserted = `${edit.newText.slice(0, edit.cursor)}$0${edit.newText.slice(edit.cursor)}`;
  return text.slice(0, edit.start) + inserted + text.slice(edit.end);
}

describe('Enter in a training command', () => {
  it.each([
    ['after the command', 'megatron sft$0', 'megatron sft \\\n    $0'],
    ['after its backslash', 'megatron sft \\$0', 'megatron sft \\\n    $0'],
    ['after the last flag', 'megatron sft \\\n  --lr 1e-5$0\n', 'megatron sft \\\n  --lr 1e-5 \\\n  $0\n'],
    ['after spaces', 'megatron sft --lr 1e-5  $0\n', 'megatron sft --lr 1e-5 \\\n    $0\n'],
    [
      'before lines that follow',
      'megatron sft \\\n  --lr 1e-5$0 \\\n  --seed 2\n',
      'megatron sft \\\n  --lr 1e-5 \\\n  $0 \\\n  --seed 2\n',
    ],
    [
      'after the backslash of a line in the middle',
      'megatron sft \\\n  --lr 1e-5 \\$0\n  --seed 2\n',
      'megatron sft \\\n  --lr 1e-5 \\\n  $0 \\\n  --seed 2\n',
    ],
    [
      'where the backslash was forgotten',
      'megatron sft \\\n  --lr 1e-5$0\n  --seed 2\n',
      'megatron sft \\\n  --lr 1e-5 \\\n  $0 \\\n  --seed 2\n',
    ],
    [
      'below a line without a backslash',
      'megatron sft \\\n  --lr 1e-5\n  --seed 2$0 \\\n  --save o\n',
      'megatron sft \\\n  --lr 1e-5\n  --seed 2 \\\n  $0 \\\n  --save o\n',
    ],
    ['between flags', 'megatron sft --lr 1e-5 $0--seed 2\n', 'megatron sft --lr 1e-5 \\\n    $0--seed 2\n'],
    [
      'before a flag',
      'megatron sft \\\n  --lr 1e-5 \\\n  $0--seed 2\n',
      'megatron sft \\\n  --lr 1e-5 \\\n  \\\n  $0--seed 2\n',
    ],
    [
      'after the variables before it',
      'NNODES=2$0 \\\nmegatron sft --lr 1\n',
      'NNODES=2 \\\n$0 \\\nmegatron sft --lr 1\n',
    ],
    ['between a variable and the command', 'NNODES=2 $0megatron sft\n', 'NNODES=2 \\\n$0megatron sft\n'],
    ['in a function', 'f() {\n  megatron sft$0\n}\n', 'f() {\n  megatron sft \\\n      $0\n}\n'],
    [
      'on the first line, with the indentation of the second',
      'megatron sft \\$0\n\t--lr 1\n',
      'megatron sft \\\n\t$0 \\\n\t--lr 1\n',
    ],
    ['after quotes', `megatron sft --x '{"a": 1}'$0`, `megatron sft --x '{"a": 1}' \\\n    $0`],
    [
      'after a substitution',
      'megatron sft --save "o/$(date)"/$(date +%s)$0',
      'megatron sft --save "o/$(date)"/$(date +%s) \\\n    $0',
    ],
    ['after a redirection', 'megatron sft --lr 1 2>&1$0', 'megatron sft --lr 1 2>&1 \\\n    $0'],
    [
      'with a launcher',
      'srun torchrun -m swift.cli._megatron.sft$0',
      'srun torchrun -m swift.cli._megatron.sft \\\n    $0',
    ],
    ['of a checkpoint', 'swift export --to_mcore true$0', 'swift export --to_mcore true \\\n    $0'],
    ['in a CRLF file', 'megatron sft$0\r\n', 'megatron sft \\\r\n    $0\r\n'],
  ])('adds the backslash and the indentation %s', (_, marked, expected) => {
    expect(pressEnter(marked)).toBe(expected);
  });

  it.each([
    ['megatron sft \\\n  --lr 1 \\\n  $0\n', 'megatron sft \\\n  --lr 1\n$0\n'],
    ['  megatron sft \\\n      --lr 1 \\\n      $0 \\\necho\n', '  megatron sft \\\n      --lr 1\n  $0\necho\n'],
    ['megatron sft \\\r\n  --lr 1 \\\r\n  $0', 'megatron sft \\\r\n  --lr 1\r\n$0'],
  ])('ends the command on an empty last line', (marked, expected) => {
    expect(pressEnter(marked)).toBe(expected);
  });

  it.each([
    ['before the command', '$0megatron sft --lr 1'],
    ['in the name of the command', 'megatron s$0ft'],
    ['in a word', 'megatron sft --l$0r 1'],
    ['in quotes', 'megatron sft --x "a $0b"'],
    ['in quotes that are still open', "megatron sft --x '{$0"],
    ['in a redirection', 'megatron sft --lr 1 2>$0&1'],
    ['in an escaped character', 'megatron sft --lr a\\$0 b'],
    ['in a comment', 'megatron sft --lr 1 # note$0'],
    ['before a comment', 'megatron sft --lr 1 $0# note'],
    ['after a pipe', 'megatron sft --lr 1 | tee log$0'],
    ['after the next command', 'megatron sft --lr 1 && echo$0'],
    ['in another command', 'python train.py \\\n  --lr 1$0'],
    ['after the command', 'megatron sft --lr 1\n$0\n'],
    ['on the line of another command below', 'megatron sft --lr 1\necho$0\n'],
    ['in the text of another command', 'bash -c "megatron sft --lr 1$0"'],
    ['in an array', 'ARGS=(\n  --lr 1$0\n)\n'],
    ['after variables of another command', 'A=1 $0python x.py\n'],
  ])('leaves Enter as it is %s', (_, marked) => expect(pressEnter(marked)).toBeUndefined());

  it('never changes the arguments of a complete command', () => {
    const argument = fc.constantFrom(
      '--lr',
      '1e-5',
      '--x',
      "'a b'",
      '"$A b"',
      '$(date +%s)',
      '--y=1',
      'a\\ b',
      '2>&1',
      '>log',
    );
    const gap = fc.constantFrom(' ', ' \\\n    ', '  ', ' \\\n     ', ' \\\n \\\n    ', ' \\\r\n    ');
    const prefix = fc.constantFrom('', 'A=1 ', 'A=1 \\\n', 'srun -n 1 ', 'f() {\n  ');
    fc.assert(
      fc.property(prefix, fc.array(fc.tuple(gap, argument), { maxLength: 6 }), fc.nat(), (before, args, at) => {
        const text = `${before}megatron sft${args.map((each) => each.join('')).join('')}\n`;
        const edit = continueLine(text, at % text.length, '  ');
        if (!edit) return;
        const changed = text.slice(0, edit.start) + edit.newText + text.slice(edit.end);
        const argumentsOf = (script: string): unknown =>
          readShell(script + (before.startsWith('f') ? '}\n' : '')).reading.configs.map(
            ({ flags, positionals, variables, problems }) => [
              ...positionals.map(({ text: word }) => word),
              ...variables.map(({ name }) => name),
              ...flags.map(({ name, values }) => [name, ...values.map((value) => value.text)]),
              ...problems.filter(({ rule }) => rule !== 'cli.carriage-return').map(({ rule }) => rule),
            ],
          );
        expect(argumentsOf(changed), JSON.stringify([text, changed])).toEqual(argumentsOf(text));
      }),
      { numRuns: 1000 },
    );
  });
});

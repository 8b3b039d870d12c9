import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/core/config/edit';
import { readShell, service } from '../support/service';

/** Lints the text of a script and returns each finding with its severity and the beginning of its line. */
const lintScript = (text: string): string[] =>
  service.lintText(readShell(text)).map(({ rule, severity, span }) => {
    const start = text.lastIndexOf('\n', span.start - 1) + 1;
    const end = text.indexOf('\n', span.start);
    return `${rule} ${severity}: ${text.slice(start, end < 0 ? text.length : end).slice(0, 30)}`;
  });

describe('the finding for unread text', () => {
  const lines = (count: number): string => 'V=1\n'.repeat(count);
  it.each([
    ['is reported for a script that is too long', `${lines(200_000)}megatron sft --lr 1\n`, ['cli.unread hint: V=1']],
    ['is absent when the unread part has no command', `megatron sft --lr 1\n${lines(200_000)}`, []],
    [
      'is reported for functions with exponentially many calls',
      `${Array.from({ length: 40 }, (_, n) => `f${n}() { f${n + 1}; f${n + 1}; }\n`).join('')}f40() { :; }\nf0\nmegatron sft\n`,
      ['cli.unread hint: f39() { f40; f40; }'],
    ],
    [
      'is reported for a script inside a command',
      `bash -c '${lines(200_000)}megatron sft'\nmegatron sft\n`,
      ["cli.unread hint: bash -c 'V=1"],
    ],
    [
      'is reported for deeply nested subshells',
      `megatron sft\n${'( '.repeat(300)}megatron sft${' )'.repeat(300)}\n`,
      [`cli.unread hint: ${'( '.repeat(15)}`],
    ],
  ])('%s', (_, text, expected) => expect(lintScript(text)).toEqual(expected));
});

describe('the reader of shell scripts', () => {
  it('leaves a sum of 100,000 numbers unknown', () => {
    const [config] = readShell(`megatron sft --lr 1 --seed $((${'1+'.repeat(100_000)}1))\n`).reading.configs;
    expect(config?.flags.map(({ name, values }) => [name, values[0]?.value])).toEqual([
      ['lr', '1'],
      ['seed', undefined],
    ]);
  });

  it('follows functions that call each other thirty deep', () => {
    const chain = Array.from({ length: 30 }, (_, n) => `f${n}() { f${n + 1} "$1"; }\n`).join('');
    const [config] = readShell(`${chain}f30() { megatron sft --seed $1; }\nf0 7\n`).reading.configs;
    expect(config?.flags[0]?.values[0]?.value).toBe('7');
  });

  it('finds the command below three hundred nested calls, with unknown arguments', () => {
    const chain = Array.from({ length: 300 }, (_, n) => `f${n}() { f${n + 1} "$1"; }\n`).join('');
    const [config] = readShell(`${chain}f300() { megatron sft --seed $1; }\nf0 7\n`).reading.configs;
    expect(config?.flags[0]?.values[0]?.value).toBeUndefined();
  });
});

describe('the finding for an unclosed quote', () => {
  it.each([
    [
      'is reported for the command with the quote',
      'megatron sft --model "m --seed 1\n',
      ['cli.open-quote error: megatron sft --model "m --seed'],
    ],
    [
      'is reported when a command follows',
      "echo don't\nmegatron sft --model m\n",
      ["cli.open-quote error: echo don't"],
    ],
    ['is absent when the quote is after the last command', 'megatron sft --model m\necho "done\n', []],
    ['is absent in a comment', "# don't\nmegatron sft --model m\n", []],
    ['is absent in a here-document', "cat <<EOF\ndon't\nEOF\nmegatron sft --model m\n", []],
    ['is absent in quotes of the other kind', `megatron sft --model "don't" --save 'a"b'\n`, []],
  ])('%s', (_, text, expected) => expect(lintScript(text)).toEqual(expected));

  it('has a fix that closes the quote after its argument', () => {
    const text = 'megatron sft --model "m --seed 1\n';
    const [fix] = service.suggestQuickFixes(readShell(text), { start: 0, end: text.length });
    expect(fix && applyEdits(text, fix.edits)).toBe('megatron sft --model "m" --seed 1\n');
  });
});

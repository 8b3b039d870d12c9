import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/core/config/edit';
import { readShell, service } from '../support/service';

/** Each finding with its severity and the line that it stands on. */
const found = (text: string): string[] =>
  service.lintText(readShell(text)).map(({ rule, severity, span }) => {
    const start = text.lastIndexOf('\n', span.start - 1) + 1;
    const end = text.indexOf('\n', span.start);
    return `${rule} ${severity}: ${text.slice(start, end < 0 ? text.length : end).slice(0, 30)}`;
  });

describe('where reading ends, a finding says so', () => {
  const lines = (count: number): string => 'V=1\n'.repeat(count);
  it.each([
    ['a script that is too long', `${lines(200_000)}megatron sft --lr 1\n`, ['cli.unread hint: V=1']],
    ['one that says nothing behind its end', `megatron sft --lr 1\n${lines(200_000)}`, []],
    [
      'functions that call each other ever more often',
      `${Array.from({ length: 40 }, (_, n) => `f${n}() { f${n + 1}; f${n + 1}; }\n`).join('')}f40() { :; }\nf0\nmegatron sft\n`,
      ['cli.unread hint: f39() { f40; f40; }'],
    ],
    [
      'a text inside a command',
      `bash -c '${lines(200_000)}megatron sft'\nmegatron sft\n`,
      ["cli.unread hint: bash -c 'V=1"],
    ],
    [
      'commands in commands in commands',
      `megatron sft\n${'( '.repeat(300)}megatron sft${' )'.repeat(300)}\n`,
      [`cli.unread hint: ${'( '.repeat(15)}`],
    ],
  ])('%s', (_, text, expected) => expect(found(text)).toEqual(expected));

  it('a sum of 100,000 numbers is one that is not known', () => {
    const [config] = readShell(`megatron sft --lr 1 --seed $((${'1+'.repeat(100_000)}1))\n`).reading.configs;
    expect(config?.flags.map(({ name, values }) => [name, values[0]?.value])).toEqual([
      ['lr', '1'],
      ['seed', undefined],
    ]);
  });

  it('functions that call each other forty deep are followed', () => {
    const chain = Array.from({ length: 30 }, (_, n) => `f${n}() { f${n + 1} "$1"; }\n`).join('');
    const [config] = readShell(`${chain}f30() { megatron sft --seed $1; }\nf0 7\n`).reading.configs;
    expect(config?.flags[0]?.values[0]?.value).toBe('7');
  });

  it('and beyond, the command is still found', () => {
    const chain = Array.from({ length: 300 }, (_, n) => `f${n}() { f${n + 1} "$1"; }\n`).join('');
    const [config] = readShell(`${chain}f300() { megatron sft --seed $1; }\nf0 7\n`).reading.configs;
    expect(config?.flags[0]?.values[0]?.value).toBeUndefined();
  });
});

describe('a quote that is never closed', () => {
  it.each([
    [
      'stops the command that it is in',
      'megatron sft --model "m --seed 1\n',
      ['cli.open-quote error: megatron sft --model "m --seed'],
    ],
    ['stops what stands below', "echo don't\nmegatron sft --model m\n", ["cli.open-quote error: echo don't"]],
    ['does no harm below the last command', 'megatron sft --model m\necho "done\n', []],
    ['is none in a comment', "# don't\nmegatron sft --model m\n", []],
    ['is none in a here-document', "cat <<EOF\ndon't\nEOF\nmegatron sft --model m\n", []],
    ['is none in the other quotes', `megatron sft --model "don't" --save 'a"b'\n`, []],
  ])('%s', (_, text, expected) => expect(found(text)).toEqual(expected));

  it('is closed behind its word', () => {
    const text = 'megatron sft --model "m --seed 1\n';
    const [fix] = service.suggestQuickFixes(readShell(text), { start: 0, end: text.length });
    expect(fix && applyEdits(text, fix.edits)).toBe('megatron sft --model "m" --seed 1\n');
  });
});

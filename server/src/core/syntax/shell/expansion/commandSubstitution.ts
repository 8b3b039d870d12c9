import type { Command, CommandExpansionPart, Statement, Word } from 'unbash';
import { copyScope, type Scope } from '../interpreter/scope';
import { assign } from './assign';
import { expand } from './expand';

/**
 * What `$(..)` stands for, where its text alone says so: `echo`, `printf`, `seq`, `basename` and `dirname` of known words,
 * with assignments in front. Undefined for everything else.
 */
export function outputOf({ text, script }: CommandExpansionPart, scope: Scope): string | undefined {
  if (!script || !text.startsWith('$(') || text.length > LONGEST) return undefined;
  const inner = copyScope(scope);
  const statements = [...script.commands];
  const last = commandOf(statements.pop());
  for (const statement of statements) {
    const command = commandOf(statement);
    if (!command || command.name || command.redirects.length > 0) return undefined;
    for (const part of command.prefix) if (part.type === 'Assignment') assign(part, inner, '');
  }
  if (!last?.name || last.redirects.length > 0 || last.prefix.length > 0) return undefined;
  const words = last.suffix.filter((part): part is Word => part.type === 'Word');
  // A home folder, and what the reader has to fill in, are told by their text.
  if (words.some(({ text }) => /[~<]/.test(text))) return undefined;
  const args = words.flatMap((word) => expand(word, '', inner));
  if (words.length < last.suffix.length || args.some(({ value, splice }) => value === undefined || splice))
    return undefined;
  return PRINTERS[last.name.value]?.(args.map(({ value = '' }) => value))?.replace(/\n+$/, '');
}

/** Longer texts hold more than a word or two, and nest. */
const LONGEST = 1000;
const MOST_NUMBERS = 5000;

const commandOf = (statement: Statement | undefined): Command | undefined =>
  statement?.command.type === 'Command' && !statement.background ? statement.command : undefined;

const PRINTERS: Readonly<Record<string, (args: readonly string[]) => string | undefined>> = {
  echo: (args) => (/^-[neE]+$/.test(args[0] ?? '') ? undefined : args.join(' ')),
  printf: ([first = '', ...args]) =>
    first === '--' ? printed(args) : first.startsWith('-') ? undefined : printed([first, ...args]),
  seq: numbers,
  basename: ([path = '', suffix = '', ...more]) => {
    const name = /([^/]+)\/*$/.exec(path)?.[1];
    if (name === undefined || path.startsWith('-') || more.length > 0) return undefined;
    return suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
  },
  dirname: ([path = '', ...more]) => {
    if (!/^[^-/][^/]*(?:\/[^/]+)*$|^(?:\/[^/]+){2,}$/.test(path) || more.length > 0) return undefined;
    return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
  },
};

function numbers(args: readonly string[]): string | undefined {
  if (args.length === 0 || args.length > 3 || !args.every((word) => /^-?(?:0|[1-9]\d{0,8})$/.test(word)))
    return undefined;
  const [first, step, last] = args.length === 1 ? [1, 1, Number(args[0])] : threeOf(args.map(Number));
  const count = step === 0 ? Number.NaN : Math.floor((last - first) / step) + 1;
  if (!(count <= MOST_NUMBERS)) return undefined;
  return Array.from({ length: Math.max(0, count) }, (_, index) => first + index * step).join('\n');
}

const threeOf = ([first = 0, second = 0, third]: readonly number[]): [number, number, number] =>
  third === undefined ? [first, 1, second] : [first, second, third];

/** What `printf` makes of a format and its words; undefined where the format holds more than texts and whole numbers. */
export function printed([format = '', ...args]: readonly string[]): string | undefined {
  const parts = [...format.matchAll(/%(-?\d*)s|%(0?\d*)d|%%|\\[nt\\]|[^%\\]+/g)];
  if (parts.map(([text]) => text).join('') !== format || parts.some(([text]) => /\d{4}/.test(text))) return undefined;
  const takes = parts.some(([text]) => /^%[^%]/.test(text));
  let result = '';
  let left = args;
  do {
    for (const [text, width, zeros] of parts) {
      if (width !== undefined || zeros !== undefined) {
        const [word, ...rest] = left;
        left = rest;
        const one = width !== undefined ? padded(word ?? '', width) : number(word ?? '0', zeros ?? '');
        if (one === undefined) return undefined;
        result += one;
      } else result += PLAIN[text] ?? text;
    }
  } while (takes && left.length > 0);
  return result;
}

const PLAIN: Readonly<Record<string, string>> = { '%%': '%', '\\n': '\n', '\\t': '\t', '\\\\': '\\' };

const padded = (word: string, width: string): string =>
  width.startsWith('-') ? word.padEnd(Number(width.slice(1))) : word.padStart(Number(width));

function number(word: string, width: string): string | undefined {
  if (!/^-?(?:0|[1-9]\d{0,14})$/.test(word)) return undefined;
  if (!width.startsWith('0')) return word.padStart(Number(width));
  return word.startsWith('-') ? undefined : word.padStart(Number(width), '0');
}

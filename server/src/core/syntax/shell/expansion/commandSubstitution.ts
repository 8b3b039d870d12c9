import type { CommandExpansionPart, Word } from 'unbash';
import { dequoteSubstitution } from '../interpreter/dequote';
import { copyScope, type Scope } from '../interpreter/scope';
import { simpleCommandOf } from '../interpreter/simpleCommand';
import { NO_SOURCE } from '../source';
import { assign } from './assign';
import { expandWord } from './expand';
import { UNKNOWN_CHARACTER } from './wordPieces';

/**
 * Returns the output of `$(..)` if it follows from the script: `echo`, `printf`, `seq`, `basename` and `dirname` with known
 * arguments, possibly after assignments, and `cat` of a here-document. Comments alone have no output. Undefined for everything else.
 */
export function outputOf(part: CommandExpansionPart, scope: Scope): string | undefined {
  const { text, script } = part;
  if (hasOnlyComments(text)) return '';
  if (/^\$\(\s*cat\s*<</.test(text)) return knownTextOf(dequoteSubstitution(part, scope, NO_SOURCE)?.text);
  if (!script || !text.startsWith('$(') || text.length > MAX_TEXT_LENGTH) return undefined;
  const inner = copyScope(scope);
  const statements = [...script.commands];
  const last = simpleCommandOf(statements.pop());
  for (const statement of statements) {
    const command = simpleCommandOf(statement);
    if (!command || command.name || command.redirects.length > 0) return undefined;
    for (const part of command.prefix) if (part.type === 'Assignment') assign(part, inner, NO_SOURCE);
  }
  if (!last?.name || last.redirects.length > 0 || last.prefix.length > 0) return undefined;
  const words = last.suffix.filter((part): part is Word => part.type === 'Word');
  // The home directory and placeholders to fill in are recognized by their text.
  if (words.some((word) => /[~<]/.test(word.text))) return undefined;
  const args = words.flatMap((word) => expandWord(word, NO_SOURCE, inner));
  if (words.length < last.suffix.length || args.some(({ value, maySplit }) => value === undefined || maySplit))
    return undefined;
  return OUTPUT_COMMANDS[last.name.value]?.(args.map(({ value = '' }) => value))?.replace(/(?<!\n)\n+$/, '');
}

/** Whether a substitution contains nothing but comments, as people write them between continued lines. */
const hasOnlyComments = (text: string): boolean =>
  text
    .slice(text.startsWith('`') ? 1 : 2, -1)
    .split('\n')
    .every((line) => /^[ \t]*(?:#|$)/.test(line));

/** Limit of the text of a substitution. Longer ones contain more than simple commands. */
const MAX_TEXT_LENGTH = 1000;
const knownTextOf = (text: string | undefined): string | undefined =>
  text?.includes(UNKNOWN_CHARACTER) ? undefined : text;

const MAX_NUMBERS = 5000;

const OUTPUT_COMMANDS: Readonly<Record<string, (args: readonly string[]) => string | undefined>> = {
  echo: (args) => (/^-[neE]+$/.test(args[0] ?? '') ? undefined : args.join(' ')),
  printf: ([first = '', ...args]) =>
    first === '--' ? formatPrintf(args) : first.startsWith('-') ? undefined : formatPrintf([first, ...args]),
  seq: printSequence,
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

function printSequence(args: readonly string[]): string | undefined {
  if (args.length === 0 || args.length > 3 || !args.every((argument) => /^-?(?:0|[1-9]\d{0,8})$/.test(argument)))
    return undefined;
  const [first, step, last] = args.length === 1 ? [1, 1, Number(args[0])] : toRange(args.map(Number));
  const count = step === 0 ? Number.NaN : Math.floor((last - first) / step) + 1;
  if (!(count <= MAX_NUMBERS)) return undefined;
  return Array.from({ length: Math.max(0, count) }, (_, index) => first + index * step).join('\n');
}

const toRange = ([first = 0, second = 0, third]: readonly number[]): [number, number, number] =>
  third === undefined ? [first, 1, second] : [first, second, third];

/** Returns the output of `printf`; undefined if the format contains other conversions than `%s` and `%d`. */
export function formatPrintf([format = '', ...args]: readonly string[]): string | undefined {
  const parts = [...format.matchAll(/%(-?\d*)s|%(0?\d*)d|%%|\\[nt\\]|[^%\\]+/g)];
  if (parts.map(([text]) => text).join('') !== format || parts.some(([text]) => /\d{4}/.test(text))) return undefined;
  const hasConversions = parts.some(([text]) => /^%[^%]/.test(text));
  let result = '';
  let remaining = args;
  do {
    for (const [text, width, zeros] of parts) {
      if (width !== undefined || zeros !== undefined) {
        const [argument, ...rest] = remaining;
        remaining = rest;
        const converted =
          width !== undefined ? padText(argument ?? '', width) : formatNumber(argument ?? '0', zeros ?? '');
        if (converted === undefined) return undefined;
        result += converted;
      } else result += ESCAPED_TEXT[text] ?? text;
    }
  } while (hasConversions && remaining.length > 0);
  return result;
}

const ESCAPED_TEXT: Readonly<Record<string, string>> = { '%%': '%', '\\n': '\n', '\\t': '\t', '\\\\': '\\' };

const padText = (argument: string, width: string): string =>
  width.startsWith('-') ? argument.padEnd(Number(width.slice(1))) : argument.padStart(Number(width));

function formatNumber(argument: string, width: string): string | undefined {
  if (!/^-?(?:0|[1-9]\d{0,14})$/.test(argument)) return undefined;
  if (!width.startsWith('0')) return argument.padStart(Number(width));
  return argument.startsWith('-') ? undefined : argument.padStart(Number(width), '0');
}

import type { Literal } from '../argumentTree';
import { findStringEnd, splitOutside } from './lines';

/** Parses a Python literal; undefined for any other expression: a name, a call, a sum. */
export function parseLiteral(text: string): Literal | undefined {
  const plain = text.trim();
  const constants: Record<string, Literal> = { None: null, True: true, False: false };
  if (plain in constants) return constants[plain];
  const number = parseNumber(plain);
  if (number !== undefined) return number;
  if (/^["']/.test(plain)) return parseString(plain);
  if (/^\[.*\]$|^\(.*\)$/s.test(plain)) return parseItems(plain.slice(1, -1));
  if (/^\{.*\}$/s.test(plain)) return parseMap(plain.slice(1, -1));
  return undefined;
}

function parseNumber(text: string): number | undefined {
  const digits = text.replace(/(?<=\d)_(?=\d)/g, '').replaceAll(' ', '');
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(digits) ? Number(digits) : undefined;
}

/** Adjacent strings are one: `'a' 'b'` is `ab`. */
function parseString(text: string): string | undefined {
  let value = '';
  for (let at = 0; at < text.length; ) {
    if (!/["']/.test(text[at] ?? '')) return undefined;
    const end = findStringEnd(text, at);
    const quotes = /^("""|'''|["'])/.exec(text.slice(at))?.[0].length ?? 1;
    value += text
      .slice(at + quotes, end - quotes)
      .replace(/\\(.)/gs, (_, character: string) => (character === 'n' ? '\n' : character));
    at = end + (/^\s*/.exec(text.slice(end))?.[0].length ?? 0);
  }
  return value;
}

function parseItems(text: string): Literal[] | undefined {
  const items = (text.trim() === '' ? [] : splitOutside(text, ',')).map(parseLiteral);
  return items.includes(undefined) ? undefined : (items as Literal[]);
}

function parseMap(text: string): Literal | undefined {
  const pairs = (text.trim() === '' ? [] : splitOutside(text, ',')).map((pair) => splitOutside(pair, ':'));
  const entries = pairs.map(([key = '', value = '']) => [parseLiteral(key), parseLiteral(value)] as const);
  if (entries.some(([key, value]) => typeof key !== 'string' || value === undefined)) return undefined;
  return Object.fromEntries(entries as [string, Literal][]);
}

import type { Value } from '../../server/src/core/catalog/types';
import { endOfString, splitOutside } from './lines';

/** The value of a Python literal, undefined for any other expression: a name, a call, a sum. */
export function literal(text: string): Value | undefined {
  const plain = text.trim();
  const words: Record<string, Value> = { None: null, True: true, False: false };
  if (plain in words) return words[plain];
  const number = numberOf(plain);
  if (number !== undefined) return number;
  if (/^["']/.test(plain)) return textOf(plain);
  if (/^\[.*\]$|^\(.*\)$/s.test(plain)) return itemsOf(plain.slice(1, -1));
  if (/^\{.*\}$/s.test(plain)) return mapOf(plain.slice(1, -1));
  return undefined;
}

function numberOf(text: string): number | undefined {
  const digits = text.replace(/(?<=\d)_(?=\d)/g, '').replaceAll(' ', '');
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(digits) ? Number(digits) : undefined;
}

/** Neighbouring strings are one: `'a' 'b'` is `ab`. */
function textOf(text: string): string | undefined {
  let value = '';
  for (let at = 0; at < text.length; ) {
    if (!/["']/.test(text[at] ?? '')) return undefined;
    const end = endOfString(text, at);
    const quotes = /^("""|'''|["'])/.exec(text.slice(at))?.[0].length ?? 1;
    value += text
      .slice(at + quotes, end - quotes)
      .replace(/\\(.)/gs, (_, letter: string) => (letter === 'n' ? '\n' : letter));
    at = end + (/^\s*/.exec(text.slice(end))?.[0].length ?? 0);
  }
  return value;
}

function itemsOf(text: string): Value[] | undefined {
  const items = (text.trim() === '' ? [] : splitOutside(text, ',')).map(literal);
  return items.includes(undefined) ? undefined : (items as Value[]);
}

function mapOf(text: string): Value | undefined {
  const pairs = (text.trim() === '' ? [] : splitOutside(text, ',')).map((pair) => splitOutside(pair, ':'));
  const entries = pairs.map(([key = '', value = '']) => [literal(key), literal(value)] as const);
  if (entries.some(([key, value]) => typeof key !== 'string' || value === undefined)) return undefined;
  return Object.fromEntries(entries as [string, Value][]);
}

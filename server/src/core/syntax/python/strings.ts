import type { Scalar } from '../../config/config';
import { addMapped, appendMapped, createMappedText, type MappedText } from '../../text/mappedText';
import type { Token } from './tokens';

/** An expression in a string, as a variable that no script sets. */
const UNKNOWN_VARIABLE = '${_}';

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };

/** Returns the text of a string literal with its source map. An expression in braces becomes an unknown variable. */
export function mapString(source: string, { inner }: Token, isTemplate = false): MappedText {
  const mapped = createMappedText();
  if (!inner) return mapped;
  const hasBraces = inner.isFormatted || isTemplate;
  for (let at = inner.start; at < inner.end; ) {
    const letter = source[at] ?? '';
    const next = source[at + 1] ?? '';
    if (letter === '\\' && !inner.isRaw) {
      addMapped(mapped, ESCAPES[next] ?? (/["'\\]/.test(next) ? next : letter + next), at, at + 2);
      at += 2;
    } else if (hasBraces && /[{}]/.test(letter) && next === letter) {
      addMapped(mapped, letter, at, at + 2);
      at += 2;
    } else if (hasBraces && letter === '{') {
      const close = source.indexOf('}', at);
      const end = close < 0 || close >= inner.end ? inner.end : close + 1;
      addMapped(mapped, UNKNOWN_VARIABLE, at, end);
      at = end;
    } else {
      addMapped(mapped, letter, at, at + 1);
      at++;
    }
  }
  return mapped;
}

/** Joins string literals and other operands of a sum to one text. */
export function mapSum(source: string, operands: readonly (Token | 'unknown')[], isTemplate: boolean): MappedText {
  const mapped = createMappedText();
  let end = 0;
  for (const operand of operands) {
    if (operand === 'unknown') addMapped(mapped, UNKNOWN_VARIABLE, end, end);
    else {
      appendMapped(mapped, mapString(source, operand, isTemplate));
      end = operand.end;
    }
  }
  return mapped;
}

/** Returns the argument that the string literals of one item of a list stand for, at the span inside the quotes. */
export function wordOf(source: string, tokens: readonly Token[]): Scalar {
  const [first] = tokens;
  const last = tokens.at(-1);
  const span = { start: first?.inner?.start ?? first?.start ?? 0, end: last?.inner?.end ?? last?.end ?? 0 };
  const text = source.slice(span.start, span.end);
  const value = mapSum(source, tokens, false).text;
  const isKnown =
    tokens.length > 0 && tokens.every(({ kind }) => kind === 'string') && !value.includes(UNKNOWN_VARIABLE);
  return { text, span, value: isKnown ? value : undefined };
}

import type { HereDoc, Word, WordPart } from 'unbash';
import type { Span } from '../../../config/config';
import { expandPart, expandWord } from '../expansion/expand';
import { joinPieces, UNKNOWN_CHARACTER } from '../expansion/wordPieces';
import type { Scope } from './scope';

/**
 * Text that an inner shell gets after the outer shell has removed quotes and expanded variables, with its source map:
 * the span in the outer script of each of its characters.
 */
export interface DequotedText {
  text: string;
  starts: number[];
  ends: number[];
}

/**
 * The offsets in an embedded script, in order: those of its own text, then those of the outer script. The second part
 * is for values that the outer script passes in, whose spans must not be mapped as if they were in the text.
 */
const outerOffsetOf = ({ text }: DequotedText): number => text.length + 1;

/** Converts a span of the outer script, to use it in the embedded one. */
export function toInnerSpan({ start, end }: Span, dequoted: DequotedText): Span {
  const offset = outerOffsetOf(dequoted);
  return { start: start + offset, end: end + offset };
}

/** Converts a span of the embedded script to the outer one. */
export function toOuterSpan({ start, end }: Span, dequoted: DequotedText): Span {
  const { starts, ends } = dequoted;
  const offset = outerOffsetOf(dequoted);
  if (start >= offset) return { start: start - offset, end: end - offset };
  const last = ends.at(-1) ?? 0;
  const outerStart = starts[start] ?? last;
  return { start: outerStart, end: Math.max(outerStart, end > start ? (ends[end - 1] ?? last) : outerStart) };
}

/** Dequotes several words to one text, as `eval` joins them. */
export function dequoteWords(words: readonly Word[], scope: Scope, source: string): DequotedText {
  const dequoted = createDequotedText();
  for (const [index, word] of words.entries()) {
    if (index > 0) addText(dequoted, ' ', word.pos, word.pos);
    for (const [position, { value, text, span }] of expandWord(word, source, scope).entries()) {
      if (position > 0) addText(dequoted, ' ', span.start, span.start);
      const direct = value === text || word.parts?.length === 1 ? dequoteWord(word, scope, source) : undefined;
      if (direct && direct.text === value) appendDequoted(dequoted, direct);
      else for (const character of value ?? UNKNOWN_CHARACTER) addText(dequoted, character, span.start, span.end);
    }
  }
  return dequoted;
}

export function dequoteWord(word: Word, scope: Scope, source: string): DequotedText {
  const dequoted = createDequotedText();
  if (!word.parts) addRawText(dequoted, source.slice(word.pos, word.end), word.pos, UNQUOTED_ESCAPES);
  for (const part of word.parts ?? []) dequotePart(dequoted, part, scope);
  return dequoted;
}

export function dequoteHereDoc({ body }: HereDoc, scope: Scope): DequotedText {
  const dequoted = createDequotedText();
  if (!body.parts) addRawText(dequoted, body.text, body.pos, NO_ESCAPES);
  for (const part of body.parts ?? []) dequotePart(dequoted, part, scope, QUOTED_ESCAPES);
  return dequoted;
}

const createDequotedText = (): DequotedText => ({ text: '', starts: [], ends: [] });

/** The characters that a backslash escapes outside of quotes, in double quotes and in single quotes. */
const UNQUOTED_ESCAPES = /[\s\S]/;
const QUOTED_ESCAPES = /[$`"\\\n]/;
const NO_ESCAPES = /$^/;

function dequotePart(dequoted: DequotedText, part: WordPart, scope: Scope, escapes = UNQUOTED_ESCAPES): void {
  if (part.type === 'Literal') addRawText(dequoted, part.text, part.pos, escapes);
  else if (part.type === 'SingleQuoted') addRawText(dequoted, part.value, part.pos + 1, NO_ESCAPES);
  else if (part.type === 'DoubleQuoted')
    for (const child of part.parts) dequotePart(dequoted, child, scope, QUOTED_ESCAPES);
  else {
    const text = joinPieces(expandPart(part, scope)) ?? UNKNOWN_CHARACTER;
    for (const character of text) addText(dequoted, character, part.pos, part.end);
  }
}

/** Adds text as it is written, without the backslashes that the outer shell removes before the escaped characters. */
function addRawText(dequoted: DequotedText, raw: string, pos: number, escapes: RegExp): void {
  for (let at = 0; at < raw.length; at++) {
    const next = raw[at + 1];
    if (raw[at] === '\\' && next !== undefined && escapes.test(next)) {
      // An escaped line break joins two lines.
      if (next !== '\n') addText(dequoted, next, pos + at, pos + at + 2);
      at++;
    } else addText(dequoted, raw[at] ?? '', pos + at, pos + at + 1);
  }
}

function addText(dequoted: DequotedText, character: string, start: number, end: number): void {
  dequoted.text += character;
  for (let unit = 0; unit < character.length; unit++) {
    dequoted.starts.push(start);
    dequoted.ends.push(end);
  }
}

function appendDequoted(dequoted: DequotedText, { text, starts, ends }: DequotedText): void {
  dequoted.text += text;
  dequoted.starts.push(...starts);
  dequoted.ends.push(...ends);
}

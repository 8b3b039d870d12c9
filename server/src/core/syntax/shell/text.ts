import { parse, type Statement } from 'unbash';
import { hideFences } from './fences';
import { createQuotedTest } from './quotedText';

/**
 * Prepares a text for the parser. Every replacement keeps the length, so that offsets stay those of the document: a byte
 * order mark becomes a space, fences of Markdown too, and CRLF files are read as intended.
 */
const toParserText = (text: string): string =>
  hideFences(text)
    .replace(/^\uFEFF/, ' ')
    .replace(/\\\r\n/g, ' \\\n')
    .replace(/\r\n/g, ' \n')
    // Bash drops a backslash at the very end.
    .replace(/(^|[^\\])((?:\\\\)*)\\$/, '$1$2 ');

/** Syntax tree of a script with the positions of syntax errors. */
export interface ParsedScript {
  commands: readonly Statement[];
  /** Offsets of quotes that are never closed. */
  openQuotes: readonly number[];
  /** Offsets of commands that are nested deeper than the parser reads. */
  tooDeep: readonly number[];
  /** The offset of the first syntax error; infinite if there is none. */
  firstError: number;
}

export const NOTHING_PARSED: ParsedScript = {
  commands: [],
  openQuotes: [],
  tooDeep: [],
  firstError: Number.POSITIVE_INFINITY,
};

/** Parses a script. `<placeholder>` is one word outside of quotes; inside quotes it is text. */
export function parseScript(text: string): ParsedScript {
  const readable = showComments(toParserText(text));
  const placeholders = [...readable.matchAll(/(?<![<\w])<([\w-]+)>(?![>&])/g)];
  if (placeholders.length === 0) return parseClosingQuotes(readable);
  const parsed = parseClosingQuotes(replacePlaceholders(readable, placeholders));
  const isQuoted = createQuotedTest(parsed.commands);
  const unquoted = placeholders.filter(({ index }) => !isQuoted(index));
  if (unquoted.length === placeholders.length) return parsed;
  const again = parseClosingQuotes(replacePlaceholders(readable, unquoted));
  return { ...again, firstError: Math.min(parsed.firstError, again.firstError) };
}

/** A comment after the backslash of a continued line. Bash reads the space and the number sign as an argument. */
const COMMENT_AFTER_BACKSLASH = /(?<=[ \t])\\(?=[ \t]+#)/g;

export const hasCommentAfterBackslash = (text: string): boolean => /[ \t]\\[ \t]+#/.test(text);

/** Replaces the backslashes before comments by spaces, so that the parser reads the comments as intended. */
function showComments(text: string): string {
  if (!hasCommentAfterBackslash(text)) return text;
  // A line of an array needs no backslash, so that nothing is lost below it.
  const isQuoted = createQuotedTest(parseClosingQuotes(text.replace(COMMENT_AFTER_BACKSLASH, ' ')).commands, true);
  return text.replace(COMMENT_AFTER_BACKSLASH, (backslash, offset: number) => (isQuoted(offset) ? backslash : ' '));
}

/** Replaces the brackets of placeholders by underscores, so that the parser reads no redirections. */
function replacePlaceholders(text: string, placeholders: readonly RegExpExecArray[]): string {
  let replaced = '';
  let end = 0;
  for (const { 0: placeholder, 1: name, index } of placeholders) {
    replaced += `${text.slice(end, index)}_${name}_`;
    end = index + placeholder.length;
  }
  return replaced + text.slice(end);
}

/** Parses a text in which a quote that is never closed ends at its line instead of swallowing the rest of the file. */
function parseClosingQuotes(text: string): ParsedScript {
  let readable = text;
  let script = parse(readable);
  const openQuotes: number[] = [];
  let firstError = firstErrorOf(script);
  for (let tries = 0; tries < 8; tries++) {
    const first = script.errors?.find((error) => /^unterminated (single|double) quote/.test(error.message));
    if (!first || !/["']/.test(readable[first.pos] ?? '')) break;
    openQuotes.push(first.pos);
    readable = `${readable.slice(0, first.pos)} ${readable.slice(first.pos + 1)}`;
    script = parse(readable);
    firstError = Math.min(firstError, firstErrorOf(script));
  }
  const tooDeep = script.errors?.filter(({ message }) => /^maximum .* depth exceeded/.test(message)) ?? [];
  return { commands: script.commands, openQuotes, tooDeep: tooDeep.map(({ pos }) => pos), firstError };
}

const firstErrorOf = ({ errors = [] }: ReturnType<typeof parse>): number =>
  Math.min(...errors.slice(0, 1).map(({ pos }) => pos));

/** Whether a script may name a program whose commands are read, possibly with quotes and backslashes inside the name. */
export const mentionsProgram = (text: string): boolean =>
  namesProgram(text) || namesProgram(text.replace(/\\\r?\n|[\\"']/g, ''));

/** The same for a text without quotes and backslashes. */
export const namesProgram = (text: string): boolean =>
  text.includes('megatron') || (text.includes('swift') && text.includes('export'));

import type { Span } from '../../config/config';
import { endOfLine, startOfNextLine } from '../../text/lines';

/** A statement of a TOML file: a table header, or a key with its value, which may take several lines. */
export interface Statement {
  span: Span;
  isHeader: boolean;
  /** Its brackets are nested too deeply to be parsed. */
  isTooDeep: boolean;
}

/** Limit on nested brackets. Settings need three. */
const MAX_DEPTH = 20;

/** A line that begins another statement, even where brackets above it are still open: no line of a list looks like it. */
const NEXT_STATEMENT =
  /^[ \t]{0,20}(?:\[\[?(?!(?:true|false|inf|nan)\])[A-Za-z_][\w.-]*\]|(?:[A-Za-z_][\w-]*|"[^"\n]*"|'[^'\n]*')[ \t]{0,9}=)/;
/** Limit of the beginning of a statement, in characters. */
const MAX_BEGINNING_LENGTH = 150;

/**
 * Cuts a TOML file into statements, so that each can be parsed on its own and a broken one costs nothing else. A bracket
 * that is still open ends where the next statement clearly begins.
 */
export function cutStatements(text: string): Statement[] {
  const findQuotes = createFindQuotes(text);
  const statements: Statement[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const start = findContent(text, at);
    if (start >= text.length) break;
    const isHeader = text[start] === '[';
    const { end, depth } = isHeader ? { end: endOfLine(text, start), depth: 0 } : findEnd(text, start, findQuotes);
    statements.push({ span: { start, end }, isHeader, isTooDeep: depth > MAX_DEPTH });
    at = Math.max(end, start + 1);
  }
  return statements;
}

/** Returns the next offset that is neither space nor comment. */
function findContent(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    if (text[at] === '#') at = startOfNextLine(text, at);
    else if (/\s/.test(text[at] ?? '')) at++;
    else break;
  }
  return at;
}

/** Finds three quotes from an offset on; the end of the text is not searched again once it has none. */
type FindQuotes = (quotes: string, from: number) => number | undefined;

function createFindQuotes(text: string): FindQuotes {
  const missing = new Set<string>();
  return (quotes, from) => {
    if (missing.has(quotes)) return undefined;
    const found = text.indexOf(quotes, from);
    if (found >= 0) return found;
    missing.add(quotes);
    return undefined;
  };
}

/** Finds the end of a key with its value, and how deep its brackets are nested. */
function findEnd(text: string, start: number, findQuotes: FindQuotes): { end: number; depth: number } {
  let [open, depth] = [0, 0];
  let at = start;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '"' || character === "'") {
      at = skipString(text, at, character, findQuotes);
      continue;
    }
    if (character === '#') {
      at = endOfLine(text, at);
      if (open === 0) return { end: at, depth };
      continue;
    }
    if (character === '[' || character === '{') depth = Math.max(depth, ++open);
    else if (character === ']' || character === '}') open = Math.max(0, open - 1);
    else if (character === '\n' && (open === 0 || beginsStatement(text, at + 1)))
      return { end: text[at - 1] === '\r' ? at - 1 : at, depth };
    at++;
  }
  return { end: text.length, depth };
}

const beginsStatement = (text: string, at: number): boolean =>
  NEXT_STATEMENT.test(text.slice(at, at + MAX_BEGINNING_LENGTH));

/** Returns the end of a string. One that is not closed ends with its line. */
function skipString(text: string, at: number, quote: string, findQuotes: FindQuotes): number {
  const quotes = quote.repeat(3);
  if (text.startsWith(quotes, at)) {
    const end = findClosingQuotes(text, at + 3, quotes, findQuotes);
    return end ?? endOfLine(text, at);
  }
  const lineEnd = endOfLine(text, at);
  for (let end = at + 1; end < lineEnd; end++) {
    if (text[end] === '\\' && quote === '"') end++;
    else if (text[end] === quote) return end + 1;
  }
  return lineEnd;
}

/** Returns the end of a string of several lines. It may end with up to two more quotes. */
function findClosingQuotes(text: string, from: number, quotes: string, findQuotes: FindQuotes): number | undefined {
  let found = findQuotes(quotes, from);
  while (found !== undefined && quotes === '"""' && isEscaped(text, found, from)) found = findQuotes(quotes, found + 1);
  if (found === undefined) return undefined;
  let end = found + 3;
  for (let more = 0; more < 2 && text[end] === quotes[0]; more++) end++;
  return end;
}

function isEscaped(text: string, at: number, from: number): boolean {
  let count = 0;
  while (at - count > from && text[at - 1 - count] === '\\') count++;
  return count % 2 === 1;
}

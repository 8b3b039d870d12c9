import { parse, type Statement } from 'unbash';

/**
 * Prepares a text for the parser. Every replacement keeps the length, so that offsets stay those of the document: a byte
 * order mark becomes a space, CRLF files are read as intended, and `<placeholder>` becomes one word.
 */
export function toParserText(text: string): string {
  return (
    text
      .replace(/^\uFEFF/, ' ')
      .replace(/\\\r\n/g, ' \\\n')
      .replace(/\r\n/g, ' \n')
      // Bash drops a backslash at the very end.
      .replace(/(^|[^\\])((?:\\\\)*)\\$/, '$1$2 ')
      .replace(/(?<![<\w])<([\w-]+)>(?![>&])/g, '_$1_')
  );
}

/** Syntax tree of a script with the positions of syntax errors. */
export interface ParsedScript {
  commands: readonly Statement[];
  /** Offsets of quotes that are never closed. */
  openQuotes: readonly number[];
  /** Offsets of commands that are nested deeper than the parser reads. */
  tooDeep: readonly number[];
}

/** Parses a script. A quote that is never closed ends at its line instead of swallowing the rest of the file. */
export function parseScript(text: string): ParsedScript {
  let readable = text;
  let script = parse(readable);
  const openQuotes: number[] = [];
  for (let tries = 0; tries < 8; tries++) {
    const first = script.errors?.find((error) => /^unterminated (single|double) quote/.test(error.message));
    if (!first || !/["']/.test(readable[first.pos] ?? '')) break;
    openQuotes.push(first.pos);
    readable = `${readable.slice(0, first.pos)} ${readable.slice(first.pos + 1)}`;
    script = parse(readable);
  }
  const tooDeep = script.errors?.filter(({ message }) => /^maximum .* depth exceeded/.test(message)) ?? [];
  return { commands: script.commands, openQuotes, tooDeep: tooDeep.map(({ pos }) => pos) };
}

/** Whether a script may name a program whose commands are read, possibly with quotes and backslashes inside the name. */
export const mentionsProgram = (text: string): boolean =>
  isProgramIn(text) || isProgramIn(text.replace(/\\\r?\n|[\\"']/g, ''));

const isProgramIn = (text: string): boolean =>
  text.includes('megatron') || (text.includes('swift') && text.includes('export'));

import { parse, type Statement } from 'unbash';

/**
 * Text as the parser should see it. Every replacement keeps the length, so that offsets stay those of the document:
 * a byte order mark is blanked, CRLF files are read as their author meant them, and `<placeholder>` becomes one word.
 */
export function toParserText(text: string): string {
  return (
    text
      .replace(/^\uFEFF/, ' ')
      .replace(/\\\r\n/g, ' \\\n')
      .replace(/\r\n/g, ' \n')
      // A backslash at the very end continues nothing, and bash drops it.
      .replace(/(^|[^\\])((?:\\\\)*)\\$/, '$1$2 ')
      .replace(/(?<![<\w])<([\w-]+)>(?![>&])/g, '_$1_')
  );
}

/** A script as a tree, and what of it the parser could not make sense of. */
export interface ParsedScript {
  commands: readonly Statement[];
  /** Where quotes stand that are never closed. */
  openQuotes: readonly number[];
  /** Where commands nest deeper than the parser goes. */
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

/** Whether a script may name the program at all. Quotes and backslashes may stand inside the word. */
export const mentionsProgram = (text: string): boolean =>
  text.includes('megatron') || text.replace(/\\\r?\n|[\\"']/g, '').includes('megatron');

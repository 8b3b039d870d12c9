import { type ParsedScript, parse } from 'unbash';

/**
 * Text as the parser should see it. Every replacement keeps the length, so that offsets stay those of the document:
 * a byte order mark is blanked, CRLF files are read as their author meant them, and `<placeholder>` becomes one word.
 */
export function readableText(text: string): string {
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

/** Parses a script. A quote that is never closed ends at its line instead of swallowing the rest of the file. */
export function parseScript(text: string): ParsedScript {
  let readable = text;
  let script = parse(readable);
  for (let tries = 0; tries < 8; tries++) {
    const open = script.errors?.find((error) => /^unterminated (single|double) quote/.test(error.message));
    if (!open || !/["']/.test(readable[open.pos] ?? '')) break;
    readable = `${readable.slice(0, open.pos)} ${readable.slice(open.pos + 1)}`;
    script = parse(readable);
  }
  return script;
}

/** Whether a script may name the program at all. Quotes and backslashes may stand inside the word. */
export const mentionsProgram = (text: string): boolean =>
  text.includes('megatron') || text.replace(/\\\r?\n|[\\"']/g, '').includes('megatron');

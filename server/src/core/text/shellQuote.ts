const PLAIN_WORD = /^[\w@%+=:,./#-]+$/;

/** Control characters except tabs and line breaks. */
const CONTROL_CHARACTER = /(?![\t\n])\p{Cc}/gu;

/**
 * Quotes a text as one shell argument; plain words stay unquoted. Control characters are spelled out: a terminal obeys
 * them, and some programs refuse every script that has a carriage return before a line break.
 */
export function quoteWord(word: string): string {
  if (PLAIN_WORD.test(word) && !word.startsWith('#') && !word.startsWith('=')) return word;
  return `'${word.replaceAll("'", `'\\''`).replace(CONTROL_CHARACTER, spellInQuotes)}'`;
}

/**
 * Quotes a text as one shell argument without any character that controls, breaks or reorders a line: for a command that
 * is shown or typed.
 */
export const quoteWordInLine = (word: string): string =>
  quoteWord(word).replace(/[\t\n\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, spellInQuotes);

/** Ends the quotes around a character, and spells it as bytes of UTF-8, whose meaning no locale changes. */
const spellInQuotes = (character: string): string =>
  `'$'${NAMED_CONTROLS[character] ?? encodeURIComponent(character).toLowerCase().replaceAll('%', '\\x')}''`;

const NAMED_CONTROLS: Readonly<Record<string, string>> = { '\r': '\\r', '\n': '\\n', '\t': '\\t' };

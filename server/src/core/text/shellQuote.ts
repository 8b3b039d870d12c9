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

/** Quotes a text as one shell argument without any control character, for a command that is shown or typed as a line. */
export const quoteWordInLine = (word: string): string => quoteWord(word).replace(/[\t\n]/g, spellInQuotes);

/** Ends the quotes around a control character, and spells it as bytes, whose meaning no locale changes. */
function spellInQuotes(character: string): string {
  const code = character.charCodeAt(0);
  const name = NAMED_CONTROLS[character];
  // In UTF-8, a control character from U+0080 on is its own byte after C2.
  return `'$'${name ?? `${code < 128 ? '' : '\\xc2'}\\x${code.toString(16).padStart(2, '0')}`}''`;
}

const NAMED_CONTROLS: Readonly<Record<string, string>> = { '\r': '\\r', '\n': '\\n', '\t': '\\t' };

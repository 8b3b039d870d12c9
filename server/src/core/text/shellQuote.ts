const PLAIN_WORD = /^[\w@%+=:,./#-]+$/;

/**
 * Quotes a text as one shell argument; plain words stay unquoted. A carriage return is spelled out, since some programs
 * refuse every script that has one before a line break.
 */
export function quoteWord(word: string): string {
  if (PLAIN_WORD.test(word) && !word.startsWith('#') && !word.startsWith('=')) return word;
  return `'${word.replaceAll("'", `'\\''`).replaceAll('\r', () => `'$'\\r''`)}'`;
}

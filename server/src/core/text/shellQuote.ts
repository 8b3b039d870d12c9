const PLAIN_WORD = /^[\w@%+=:,./#-]+$/;

/**
 * One word of a shell that stands for exactly this text, whatever it holds. Plain words are left as they are. A carriage
 * return is spelled out, since some programs refuse every script that has one in front of a line break.
 */
export function quoteWord(word: string): string {
  if (PLAIN_WORD.test(word) && !word.startsWith('#') && !word.startsWith('=')) return word;
  return `'${word.replaceAll("'", `'\\''`).replaceAll('\r', () => `'$'\\r''`)}'`;
}

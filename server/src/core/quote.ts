const PLAIN = /^[\w@%+=:,./#-]+$/;

/** One word of a POSIX shell that stands for exactly this text, whatever it holds. Plain words are left as they are. */
export function quoteWord(word: string): string {
  if (PLAIN.test(word) && !word.startsWith('#') && !word.startsWith('=')) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

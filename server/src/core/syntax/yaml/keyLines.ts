/** A key at the start of a line, or after its indentation. Reading can begin there, also after an error. */
const KEY = /^(?:"[^"\n]*"[ \t]*|'[^'\n]*'[ \t]*|[\w.][^\n]*?):(?=[ \t\r\0]|$)/;

/** A character that begins such a key. */
const FIRST_CHARACTER = /[\w."']/;

/** Whether a key is written at an offset. */
export function isKeyAt(text: string, offset: number): boolean {
  if (!FIRST_CHARACTER.test(text.charAt(offset))) return false;
  const lineBreak = text.indexOf('\n', offset);
  return KEY.test(text.slice(offset, lineBreak < 0 ? text.length : lineBreak));
}

/** Finds the first line from an offset on, itself the start of a line, that begins with a key; the end if there is none. */
export function findKeyLine(text: string, lineStart: number, end = text.length): number {
  for (let start = lineStart; start < end; ) {
    if (isKeyAt(text, start)) return start;
    const lineBreak = text.indexOf('\n', start);
    start = lineBreak < 0 ? end : lineBreak + 1;
  }
  return end;
}

/** Top-level keys at the start of a line, by which a training config is recognized before it is parsed. */
const TOP_LEVEL_KEY = /^(?:"([\w-]+)"|'([\w-]+)'|([\w-]+))[ \t]*:(?=\s|$)/gm;

export const listTopLevelKeys = (text: string): string[] =>
  [...text.matchAll(TOP_LEVEL_KEY)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');

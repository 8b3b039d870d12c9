/**
 * One statement of a Python file: its offset, its indentation and its text, without comments, and with spaces for line
 * breaks in brackets.
 */
export interface Line {
  offset: number;
  indent: number;
  text: string;
}

const TRIPLE = /^[a-zA-Z]{0,2}("""|''')/;
const QUOTE = /^[a-zA-Z]{0,2}(["'])/;

/**
 * Splits Python into logical lines. Brackets, backslashes and strings over several lines are supported. Nothing is
 * validated: invalid text yields lines without meaning.
 */
export function splitLogicalLines(python: string): Line[] {
  const lines: Line[] = [];
  let text = '';
  let offset = 0;
  let indent = 0;
  let depth = 0;
  const finish = (): void => {
    if (text.trim() !== '') lines.push({ offset, indent, text: text.trim() });
    text = '';
  };
  for (let at = 0; at < python.length; ) {
    const character = python[at] ?? '';
    if (text === '' && depth === 0) {
      if (character === '\n' || character === ' ' || character === '\t' || character === '\r') {
        at++;
        continue;
      }
      offset = at;
      indent = indentAt(python, at);
    }
    if (character === '#') at = findLineEnd(python, at);
    else if (character === '\\' && isLineEnd(python, at + 1)) at = findLineEnd(python, at) + 1;
    else if (character === '\n') {
      if (depth === 0) finish();
      else text += ' ';
      at++;
    } else if (character === '"' || character === "'") {
      const end = findStringEnd(python, at);
      text += python.slice(at, end);
      at = end;
    } else {
      if (character === '(' || character === '[' || character === '{') depth++;
      if (character === ')' || character === ']' || character === '}') depth = Math.max(0, depth - 1);
      PLAIN.lastIndex = at + 1;
      const end = PLAIN.test(python) ? PLAIN.lastIndex : at + 1;
      text += python.slice(at, end);
      at = end;
    }
  }
  finish();
  return lines;
}

/** Text without a character that has a meaning of its own. */
const PLAIN = /[^#\\\n"'()[\]{}]+/y;

const isLineEnd = (text: string, at: number): boolean => text[at] === '\n' || text.startsWith('\r\n', at);

const findLineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
};

/** The width of the space between the start of a line and its first character. */
const indentAt = (text: string, at: number): number => at - (at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1);

/** Finds the end of the string that starts here. An unclosed one ends with its line, or with the text. */
export function findStringEnd(text: string, start: number): number {
  const triple = TRIPLE.exec(text.slice(start, start + 5));
  const opening = triple ?? QUOTE.exec(text.slice(start, start + 3));
  const quote = opening?.[1] ?? '"';
  for (let at = start + (opening?.[0].length ?? 1); at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text.startsWith(quote, at)) return at + quote.length;
    else if (text[at] === '\n' && !triple) return at;
  }
  return text.length;
}

/** Splits at the separators outside brackets and strings. */
export function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '"' || character === "'") at = findStringEnd(text, at) - 1;
    else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    else if (depth === 0 && character === separator) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts.filter((part, index) => part !== '' || index < parts.length - 1);
}

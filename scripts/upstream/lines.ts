/** One statement of a Python file: its indentation and its text, with comments gone and line breaks inside brackets as blanks. */
export interface Line {
  indent: number;
  text: string;
}

const TRIPLE = /^[a-zA-Z]{0,2}("""|''')/;
const QUOTE = /^[a-zA-Z]{0,2}(["'])/;

/**
 * Splits Python into logical lines. Brackets, backslashes and strings over several lines are understood; nothing is
 * checked, and text that makes no sense only gives lines that nobody asks for.
 */
export function logicalLines(python: string): Line[] {
  const lines: Line[] = [];
  let text = '';
  let indent = 0;
  let depth = 0;
  const finish = (): void => {
    if (text.trim() !== '') lines.push({ indent, text: text.trim() });
    text = '';
  };
  for (let at = 0; at < python.length; ) {
    const letter = python[at] ?? '';
    if (text.trim() === '' && depth === 0 && letter !== '\n') indent = indentAt(python, at);
    if (letter === '#') at = endOfLine(python, at);
    else if (letter === '\\' && /^\\\r?\n/.test(python.slice(at, at + 3))) at = endOfLine(python, at) + 1;
    else if (letter === '\n') {
      if (depth === 0) finish();
      else text += ' ';
      at++;
    } else if (startsWord(python, at) && QUOTE.test(python.slice(at, at + 3))) {
      const end = endOfString(python, at);
      text += python.slice(at, end);
      at = end;
    } else {
      if ('([{'.includes(letter)) depth++;
      if (')]}'.includes(letter)) depth = Math.max(0, depth - 1);
      text += letter;
      at++;
    }
  }
  finish();
  return lines;
}

const endOfLine = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
};

function indentAt(text: string, at: number): number {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  return (/^[ \t]*/.exec(text.slice(start, start + 200))?.[0] ?? '').length;
}

/** The prefix of a string, `r` or `f`, is none where it ends a name: `for'` does not occur, but `x = f'...'` does. */
const startsWord = (text: string, at: number): boolean => !/\w/.test(text[at - 1] ?? ' ');

/** Where the string that begins here ends. One that is never closed ends with its line, or with the text. */
export function endOfString(text: string, start: number): number {
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

/** The parts between separators that stand outside brackets and strings. */
export function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (startsWord(text, at) && QUOTE.test(text.slice(at, at + 3))) at = endOfString(text, at) - 1;
    else if ('([{'.includes(letter)) depth++;
    else if (')]}'.includes(letter)) depth--;
    else if (depth === 0 && letter === separator) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts.filter((part, index) => part !== '' || index < parts.length - 1);
}

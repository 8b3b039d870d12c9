/** A token of Python source, with the value of a string that has no expressions. */
export interface Token {
  kind: 'string' | 'name' | 'other' | 'newline';
  text: string;
  start: number;
  end: number;
  /** The span inside the quotes and whether braces, or escapes, have a meaning there. */
  inner?: { start: number; end: number; isFormatted: boolean; isRaw: boolean };
}

const TOKEN =
  /(?<string>(?<prefix>[rRbBuUfF]{0,2})(?:"""(?:[^"\\]|\\[\s\S]|"(?!""))*"""|'''(?:[^'\\]|\\[\s\S]|'(?!''))*'''|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'))|(?<name>[A-Za-z_]\w*)|(?<comment>#[^\n]*)|(?<newline>\n)|(?<space>[ \t\r\f]+|\\\n)|(?<other>[\s\S])/g;

/** Splits Python source into tokens. Comments and spaces are left out, and so are line breaks inside brackets. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  for (const { 0: text, index, groups = {} } of source.matchAll(TOKEN)) {
    const span = { text, start: index, end: index + text.length };
    if (groups.string !== undefined)
      tokens.push({ kind: 'string', ...span, inner: innerOf(text, index, groups.prefix ?? '') });
    else if (groups.name !== undefined) tokens.push({ kind: 'name', ...span });
    else if (groups.newline !== undefined) {
      if (depth === 0) tokens.push({ kind: 'newline', ...span });
    } else if (groups.other !== undefined) {
      if (/[([{]/.test(text)) depth++;
      else if (/[)\]}]/.test(text)) depth = Math.max(0, depth - 1);
      tokens.push({ kind: 'other', ...span });
    }
  }
  return tokens;
}

function innerOf(text: string, start: number, prefix: string): NonNullable<Token['inner']> {
  const quote = /^(?:"""|'''|["'])/.exec(text.slice(prefix.length))?.[0].length ?? 1;
  return {
    start: start + prefix.length + quote,
    end: start + text.length - quote,
    isFormatted: /f/i.test(prefix),
    isRaw: /r/i.test(prefix),
  };
}

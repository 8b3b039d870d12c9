/** Limit of the functions that are read, and of their text and that of a line with it, in characters. */
const MAX_FUNCTIONS = 200;
const MAX_LENGTH = 4000;
/** Limit of all calls, in characters. */
const MAX_EXPANSION = 100_000;
/** Functions that call functions are expanded as often. */
const MAX_DEPTH = 3;

const DEFINITION = /^\s*(?:function\s+([\w-]+)(?:\s*\(\s*\))?|([\w-]+)\s*\(\s*\))\s*(?:\{|$)/;
/** A command with its arguments, up to the next operator. */
const CALL =
  /(^|[;&|({\n]|\b(?:then|else|do|if)\b)[ \t]*(?!(?:then|else|do|if)\b)([\w-]+)(?![\w-])(?![ \t]*\()([^;&|()<>{}\n]*)/g;
const INSTALLS = /\b(?:pip|uv|conda|mamba|swift)/i;
const TRAINS = /\bmegatron\b/;
/** Functions of this length, in characters, may call one that installs. */
const MAX_CALLER_LENGTH = 300;
const PARAMETER = /\$(?:([1-9@*])|\{([1-9@*])(?::?[-=]([^}$]{0,100}))?\})/g;

/**
 * Replaces the calls of functions that install what their arguments name, as in `install() { pip install "$@"; }`, by
 * their bodies, and leaves out their definitions. Every line keeps its number, and the lines of a body are below it.
 */
export function expandInstallers(lines: readonly string[]): readonly string[] {
  const bodies = new Map<string, string>();
  const kept = [...lines];
  let count = 0;
  for (let index = 0; index < kept.length && count < MAX_FUNCTIONS; index++) {
    if (!DEFINITION.test(kept[index] ?? '')) continue;
    count++;
    const found = readDefinition(kept, index);
    if (!found) continue;
    bodies.set(found.name, found.body);
    for (let line = index; line < found.last; line++) kept[line] = '';
    kept[found.last] = found.rest;
    index = found.last - 1;
  }
  if (bodies.size === 0) return lines;
  const expand = (line: string): string =>
    line.replace(CALL, (call, before: string, name: string, words: string) => {
      const body = bodies.get(name);
      return body === undefined ? call : `${before}\n${fillParameters(body, words)}\n`;
    });
  let budget = MAX_EXPANSION;
  return kept.map((line) => {
    if (budget <= 0) return line;
    let expanded = line;
    for (let depth = 0; depth < MAX_DEPTH && expanded.length < MAX_LENGTH; depth++) expanded = expand(expanded);
    budget -= expanded === line ? 0 : expanded.length;
    return expanded.length < MAX_LENGTH ? expanded : line;
  });
}

/** Reads the definition at a line, if its body installs what its arguments name. */
function readDefinition(
  lines: readonly string[],
  first: number,
): { name: string; body: string; last: number; rest: string } | undefined {
  const head = DEFINITION.exec(lines[first] ?? '');
  if (!head) return undefined;
  const body: string[] = [];
  let depth = 0;
  let length = 0;
  for (let last = first; last < lines.length && length < MAX_LENGTH; last++) {
    const line = lines[last] ?? '';
    const from = last === first ? head[0].replace(/\{$/, '').length : 0;
    length += line.length;
    for (const { 0: brace, index } of line.slice(from).matchAll(/[{}]/g)) {
      depth += brace === '{' ? 1 : -1;
      if (depth > 0) continue;
      const text = [...body, line.slice(from, from + index)].join('\n').replace('{', ' ');
      const name = head[1] ?? head[2] ?? '';
      const installs =
        text.search(PARAMETER) >= 0 && !TRAINS.test(text) && (INSTALLS.test(text) || text.length < MAX_CALLER_LENGTH);
      return installs ? { name, body: text, last, rest: line.slice(from + index + 1) } : undefined;
    }
    body.push(line.slice(from));
  }
  return undefined;
}

/** Writes the arguments of a call into the body of its function. */
function fillParameters(body: string, words: string): string {
  const values = words
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/^["']|["']$/g, ''));
  return body.replace(PARAMETER, (_, plain?: string, braced?: string, fallback = '') => {
    const parameter = plain ?? braced ?? '';
    return /\d/.test(parameter) ? values[Number(parameter) - 1] || fallback : values.join(' ');
  });
}

/** A glob pattern: any text, or a test of one character. */
export type Pattern = readonly ('*' | ((character: string) => boolean))[];

/** Limit of the text that is matched with patterns of a script, and of a pattern, in characters. */
export const MAX_PATTERN_TEXT_LENGTH = 300;
/** Parses quoted text, which matches itself; undefined if it is long. */
export const parseLiteralPattern = (text: string): Pattern | undefined =>
  text.length > MAX_PATTERN_TEXT_LENGTH
    ? undefined
    : text.split('').map(
        (own) =>
          (character: string): boolean =>
            character === own,
      );

/**
 * Parses a pattern with `*`, `?` and bracket expressions, in which a backslash makes the next character literal; undefined
 * if it is unknown or long.
 */
export function parsePattern(text: string): Pattern | undefined {
  // Extended patterns and classes whose members depend on the locale are left unknown.
  if (text.length > MAX_PATTERN_TEXT_LENGTH || /[?*+@!]\(|\[\[?[:.=]|\[:/.test(text)) return undefined;
  const pattern: Pattern[number][] = [];
  for (let at = 0; at < text.length; ) {
    const token = text.slice(at, findTokenEnd(text, at));
    const next = parseToken(token);
    if (next === undefined) return undefined;
    pattern.push(...next);
    at += token.length;
  }
  return pattern;
}

/** Returns the end of an escaped character, of a bracket expression, or of one character. */
function findTokenEnd(text: string, at: number): number {
  if (text[at] === '\\') return at + 2;
  if (text[at] !== '[') return at + 1;
  let start = at + 1;
  if (text[start] === '!' || text[start] === '^') start++;
  if (text[start] === ']') start++;
  const end = text.indexOf(']', start);
  return end < 0 || text.slice(start, end).includes('\\') ? at + 1 : end + 1;
}

function parseToken(token: string): Pattern | undefined {
  if (token === '*') return ['*'];
  if (token === '?') return [() => true];
  if (token.length > 1 && token.startsWith('\\')) return token[1] === '\n' ? [] : parseLiteralPattern(token.slice(1));
  if (token.length < 3 || !token.startsWith('[')) return parseLiteralPattern(token);
  const isNegated = /^\[[!^]/.test(token);
  const inner = token.slice(isNegated ? 2 : 1, -1).replace(/[\\\]^[]/g, '\\$&');
  try {
    const set = new RegExp(`^[${isNegated ? '^' : ''}${inner}]$`);
    return [(character) => set.test(character)];
  } catch {
    // A range such as `[z-a]`, which bash accepts.
    return undefined;
  }
}

/** Returns the ends of all matches that begin at an offset, in ascending order. */
export function findMatchEnds(text: string, at: number, pattern: Pattern): number[] {
  const ends: number[] = [];
  // The positions in the pattern that are reached before the current character.
  let reached = skipStars(new Set([0]), pattern);
  for (let index = at; ; index++) {
    if (reached.has(pattern.length)) ends.push(index);
    const character = text[index];
    if (character === undefined || reached.size === 0) return ends;
    const next = new Set<number>();
    for (const position of reached) {
      const test = pattern[position];
      if (test === '*') next.add(position);
      else if (test?.(character)) next.add(position + 1);
    }
    reached = skipStars(next, pattern);
  }
}

/** Adds the positions after stars, which may match nothing. */
function skipStars(positions: Set<number>, pattern: Pattern): Set<number> {
  for (const position of positions) if (pattern[position] === '*') positions.add(position + 1);
  return positions;
}

/** Whether the full text matches. */
export const isMatch = (text: string, pattern: Pattern): boolean =>
  findMatchEnds(text, 0, pattern).at(-1) === text.length;

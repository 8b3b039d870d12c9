/** Expands braces in plain text, also nested: `{a,b}`, `{1..3}`. Undefined if the text contains quotes or expansions. */
export function expandBraces(text: string): string[] | undefined {
  if (text.length > MAX_TEXT_LENGTH || /[$`'"\\]/.test(text)) return undefined;
  return expandAlternatives(text);
}

const MAX_WORDS = 1000;
const MAX_TEXT_LENGTH = 2000;

function expandAlternatives(text: string): string[] | undefined {
  const open = findBrace(text);
  if (!open) return [text];
  const { start, end } = open;
  const before = text.slice(0, start);
  const alternatives = expandInner(text.slice(start + 1, end)) ?? [`{${text.slice(start + 1, end)}}`];
  const rest = expandAlternatives(text.slice(end + 1));
  if (!rest || alternatives.length * rest.length > MAX_WORDS) return undefined;
  return alternatives.flatMap((alternative) => rest.map((tail) => before + alternative + tail));
}

/** Finds the first brace that is closed. */
function findBrace(text: string): { start: number; end: number } | undefined {
  for (let start = text.indexOf('{'); start >= 0; start = text.indexOf('{', start + 1)) {
    let depth = 0;
    for (let at = start; at < text.length; at++) {
      if (text[at] === '{') depth++;
      else if (text[at] === '}' && --depth === 0) return { start, end: at };
    }
  }
  return undefined;
}

/** Expands the text between braces: alternatives at commas, or a range; undefined if it is neither. */
function expandInner(inner: string): string[] | undefined {
  const parts = splitAtCommas(inner);
  if (parts.length > 1) return parts.flatMap((part) => expandAlternatives(part) ?? [part]);
  return expandRange(inner) ?? undefined;
}

function splitAtCommas(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === ',' && depth === 0) {
      parts.push('');
      continue;
    }
    if (character === '{') depth++;
    if (character === '}') depth--;
    parts[parts.length - 1] += character;
  }
  return parts;
}

function expandRange(inner: string): string[] | undefined {
  const numbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(inner);
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?$/.exec(inner);
  const match = numbers ?? letters;
  if (!match?.[1] || !match[2]) return undefined;
  const [from, to] = numbers ? [Number(match[1]), Number(match[2])] : [match[1].charCodeAt(0), match[2].charCodeAt(0)];
  const step = Math.abs(Number(match[3] ?? 1)) || 1;
  const count = Math.floor(Math.abs(to - from) / step) + 1;
  if (count > MAX_WORDS) return undefined;
  const isPadded = numbers && [match[1], match[2]].some((text) => /^-?0\d/.test(text));
  const width = isPadded ? Math.max(match[1].length, match[2].length) : 0;
  return Array.from({ length: count }, (_, index) => {
    const value = from + (to < from ? -1 : 1) * index * step;
    return numbers ? padNumber(value, width) : String.fromCharCode(value);
  });
}

const padNumber = (value: number, width: number): string =>
  value < 0 ? `-${String(-value).padStart(width - 1, '0')}` : String(value).padStart(width, '0');

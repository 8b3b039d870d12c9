/**
 * Patterns over the layers of a model, as flags such as `moe_layer_freq` take them: a whole number, or a Python
 * expression of lists such as `[0]*3+[1]*45`. Megatron accepts digits, commas, brackets, `+` and `*` and evaluates it.
 * Source: Megatron-LM core_r0.13.0 megatron/training/arguments.py, moe_freq_type.
 */
type LayerPattern = number | number[];

/** Evaluates a pattern; undefined if Megatron rejects the text. */
export function readPattern(text: string): LayerPattern | undefined {
  if (!text.includes('[')) return /^[+-]?\d+$/.test(text.trim()) ? Number(text) : undefined;
  if (/[^,\d[\]()+*]/.test(text)) return undefined;
  const reader = { text, offset: 0 };
  const value = readSum(reader);
  return reader.offset === text.length ? value : undefined;
}

interface PatternReader {
  text: string;
  offset: number;
}

/** Limit of layers in a pattern. A longer list is a typing mistake and would only cost time. */
const MAX_PATTERN_LAYERS = 10_000;

function takeCharacter(reader: PatternReader, character: string): boolean {
  const isNext = reader.text[reader.offset] === character;
  if (isNext) reader.offset += 1;
  return isNext;
}

function readSum(reader: PatternReader): LayerPattern | undefined {
  let sum = readProduct(reader);
  while (sum !== undefined && takeCharacter(reader, '+')) {
    const next = readProduct(reader);
    if (Array.isArray(sum) && Array.isArray(next)) sum = [...sum, ...next];
    else sum = typeof sum === 'number' && typeof next === 'number' ? sum + next : undefined;
  }
  return sum;
}

function readProduct(reader: PatternReader): LayerPattern | undefined {
  let product = readFactor(reader);
  while (product !== undefined && takeCharacter(reader, '*')) {
    const next = readFactor(reader);
    if (typeof product === 'number' && typeof next === 'number') product *= next;
    else if (Array.isArray(product) && typeof next === 'number') product = repeatList(product, next);
    else product = typeof product === 'number' && Array.isArray(next) ? repeatList(next, product) : undefined;
  }
  return product;
}

const repeatList = (list: number[], times: number): number[] | undefined =>
  list.length * times > MAX_PATTERN_LAYERS ? undefined : Array.from({ length: times }, () => list).flat();

function readFactor(reader: PatternReader): LayerPattern | undefined {
  if (takeCharacter(reader, '(')) {
    const inner = readSum(reader);
    return takeCharacter(reader, ')') ? inner : undefined;
  }
  if (takeCharacter(reader, '[')) return readList(reader);
  const digits = /^\d+/.exec(reader.text.slice(reader.offset))?.[0];
  if (digits === undefined) return undefined;
  reader.offset += digits.length;
  return Number(digits);
}

function readList(reader: PatternReader): number[] | undefined {
  const items: number[] = [];
  while (!takeCharacter(reader, ']')) {
    const item = readSum(reader);
    if (typeof item !== 'number') return undefined;
    items.push(item);
    if (!takeCharacter(reader, ',') && reader.text[reader.offset] !== ']') return undefined;
  }
  return items;
}

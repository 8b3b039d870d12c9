/**
 * Patterns over the layers of a model, as flags such as `moe_layer_freq` take them: a whole number, or a Python
 * expression of lists like `[0]*3+[1]*45`. Megatron lets digits, commas, brackets, `+` and `*` through and evaluates.
 * Source: Megatron-LM core_r0.13.0 megatron/training/arguments.py, moe_freq_type.
 */
type LayerPattern = number | number[];

/** What a pattern stands for; undefined where Megatron refuses the text. */
export function readPattern(text: string): LayerPattern | undefined {
  if (!text.includes('[')) return /^[+-]?\d+$/.test(text.trim()) ? Number(text) : undefined;
  if (/[^,\d[\]()+*]/.test(text)) return undefined;
  const reader = { text, at: 0 };
  const value = readSum(reader);
  return reader.at === text.length ? value : undefined;
}

interface Reader {
  text: string;
  at: number;
}

/** No model has more layers; a longer list is a slip of the pen, and would only cost time. */
const MOST_LAYERS = 10_000;

function take(reader: Reader, mark: string): boolean {
  const isNext = reader.text[reader.at] === mark;
  if (isNext) reader.at += 1;
  return isNext;
}

function readSum(reader: Reader): LayerPattern | undefined {
  let sum = readProduct(reader);
  while (sum !== undefined && take(reader, '+')) {
    const next = readProduct(reader);
    if (Array.isArray(sum) && Array.isArray(next)) sum = [...sum, ...next];
    else sum = typeof sum === 'number' && typeof next === 'number' ? sum + next : undefined;
  }
  return sum;
}

function readProduct(reader: Reader): LayerPattern | undefined {
  let product = readPiece(reader);
  while (product !== undefined && take(reader, '*')) {
    const next = readPiece(reader);
    if (typeof product === 'number' && typeof next === 'number') product *= next;
    else if (Array.isArray(product) && typeof next === 'number') product = repeated(product, next);
    else product = typeof product === 'number' && Array.isArray(next) ? repeated(next, product) : undefined;
  }
  return product;
}

const repeated = (list: number[], times: number): number[] | undefined =>
  list.length * times > MOST_LAYERS ? undefined : Array.from({ length: times }, () => list).flat();

function readPiece(reader: Reader): LayerPattern | undefined {
  if (take(reader, '(')) {
    const inner = readSum(reader);
    return take(reader, ')') ? inner : undefined;
  }
  if (take(reader, '[')) return readList(reader);
  const digits = /^\d+/.exec(reader.text.slice(reader.at))?.[0];
  if (digits === undefined) return undefined;
  reader.at += digits.length;
  return Number(digits);
}

function readList(reader: Reader): number[] | undefined {
  const items: number[] = [];
  while (!take(reader, ']')) {
    const item = readSum(reader);
    if (typeof item !== 'number') return undefined;
    items.push(item);
    if (!take(reader, ',') && reader.text[reader.at] !== ']') return undefined;
  }
  return items;
}

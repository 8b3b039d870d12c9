import type { Random } from './random';

// Texts that break readers: valid texts with random damage, and texts that are hostile from the start.

const MAX_REPEATS = 20_000;
const DAMAGE = [
  '\u0000',
  '\u001b[31m',
  '\u001b]0;x\u0007',
  '\r',
  '\r\n',
  '\n',
  '\u2028',
  '\ud800',
  '\ufeff',
  '|',
  '=',
  '"',
  '\\',
  '{',
  '[',
  '- ',
  ': ',
  '-r requirements.txt\n',
  'ms-swift==',
  'ms-swift[',
  '9'.repeat(400),
  '__proto__',
  'constructor',
  'null',
];

/** Damages a text at several positions: removes, repeats and inserts parts. */
export function damageText(text: string, random: Random): string {
  let result = text;
  for (let times = 0; times <= random.below(4); times++) {
    const at = random.below(result.length + 1);
    const end = at + random.below(20);
    const kind = random.below(5);
    if (kind === 0) result = result.slice(0, at) + result.slice(end);
    else if (kind === 1) result = result.slice(0, at) + random.pick(DAMAGE) + result.slice(at);
    else if (kind === 2)
      result = result.slice(0, at) + result.slice(at, end).repeat(random.below(50)) + result.slice(end);
    else if (kind === 3) result = result.slice(0, at);
    else result = result.slice(0, at) + random.pick(DAMAGE).repeat(random.below(MAX_REPEATS)) + result.slice(at);
  }
  return result;
}

const VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  '',
  'x',
  [],
  {},
  [[]],
  [null],
  { items: 5 },
  '\u001b[31m\n',
  '9'.repeat(99),
];

/** Replaces some values inside a value of JSON by others, mostly of another type. */
export function damageJson(value: unknown, random: Random): unknown {
  if (random.isOneIn(12)) return random.pick(VALUES);
  if (Array.isArray(value)) {
    const items = value.map((item) => damageJson(item, random));
    return random.isOneIn(10) ? Array.from({ length: 200 }, () => items).flat() : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, damageJson(field, random)]));
}

/** A JSON text of nested arrays or objects, deeper than most parsers allow. */
export function createDeepJson(random: Random): string {
  const depth = 1000 + random.below(30_000);
  const [open, close] = random.pick([
    ['[', ']'],
    ['{"text_config":', '}'],
    ['{"a":[', ']}'],
  ] as const);
  return `${open.repeat(depth)}1${random.isOneIn(2) ? close.repeat(depth) : ''}`;
}

import { type Node, parseRegExp } from './syntax';

// Derives inputs from a regular expression on which a backtracking matcher may take long.

/** Characters that are tried besides those of the expression. */
const COMMON_CHARACTERS = [...'a0Z_-. \t\n\r/:=,"\'#$@{}[]()\\é\u2028'];
/** Ends of an input, most of which make a match fail. */
const ENDINGS = ['', '\n', '\0', 'x\ny', 'x', '!', '\r\nx', '"'];
/** Texts between two copies of a prefix. */
const SEPARATORS = ['', ' ', '\n', ','];
/** A repetition with a lower limit cannot grow with the input. */
const MIN_UNBOUNDED = 20;
const MAX_SAMPLES = 10;

/** An input: a beginning, a text that is repeated, and an end. */
export interface Attack {
  start: string;
  pump: string;
  end: string;
}

export const toInput = ({ start, pump, end }: Attack, length: number): string =>
  start + pump.repeat(Math.max(1, Math.ceil((length - start.length - end.length) / pump.length))) + end;

/** Returns the attacks on a regular expression, without duplicates. */
export function deriveAttacks(pattern: RegExp): Attack[] {
  const samples = createSampler(pattern);
  const attacks = new Map<string, Attack>();
  const add = (start: string, pump: string, ends: readonly string[] = ENDINGS): void => {
    if (pump === '') return;
    for (const end of ends) attacks.set(JSON.stringify([start, pump, end]), { start, pump, end });
  };
  for (const character of samples.characters) add('', character);
  const visit = (node: Node, prefixes: readonly string[], next: readonly string[]): void => {
    switch (node.type) {
      case 'sequence': {
        let before = prefixes;
        node.items.forEach((item, index) => {
          const rest: Node = { type: 'sequence', items: node.items.slice(index + 1) };
          const after = concatenate(samples.of(rest), next).slice(0, 3);
          visit(item, before, [...after, ...samples.of(node.items[index + 1])].slice(0, 4));
          before = concatenate(before, samples.of(item)).slice(0, 3);
        });
        return;
      }
      case 'alternatives':
        for (const option of node.options) visit(option, prefixes, next);
        return;
      case 'group':
      case 'look':
        visit(node.item, node.type === 'look' && node.isBehind ? [''] : prefixes, next);
        return;
      case 'repetition': {
        visit(node.item, prefixes, next);
        if (node.max < MIN_UNBOUNDED) return;
        const items = samples.of(node.item, MAX_SAMPLES);
        for (const prefix of prefixes) {
          for (const separator of SEPARATORS) add('', separator + prefix);
          for (const text of next) {
            add(prefix, text);
            add('', prefix + text);
          }
          for (const item of items) {
            add(prefix, item);
            add(`\n${prefix}`, item, ENDINGS.slice(0, 3));
            for (const separator of SEPARATORS) add('', separator + prefix + item, ENDINGS.slice(0, 5));
            for (const text of next.slice(0, 2)) {
              add(prefix, item + text, ENDINGS.slice(0, 5));
              add(prefix, text + item, ENDINGS.slice(0, 5));
            }
          }
        }
        return;
      }
      default:
    }
  };
  visit(parseRegExp(pattern.source), [''], ['']);
  return [...attacks.values()];
}

const concatenate = (left: readonly string[], right: readonly string[]): string[] => [
  ...new Set(left.flatMap((a) => right.map((b) => a + b))),
];

/** Creates the function that returns texts that a part of the expression matches. */
function createSampler(pattern: RegExp) {
  const flags = pattern.flags.replace(/[gy]/g, '');
  const literals = [...pattern.source.matchAll(/\\?([^\\^$.*+?()|[\]{}])/g)].map(([, character = '']) => character);
  const pool = [...new Set([...COMMON_CHARACTERS, ...literals])];
  const sets = new Map<string, string[]>();
  const charactersOf = (text: string): string[] => {
    const known = sets.get(text);
    if (known) return known;
    const single = new RegExp(`^(?:${text})$`, flags);
    const own = [...text.slice(1, -1).replaceAll('\\', '')].concat(text.replace(/^\\/, ''));
    const found = [...new Set([...pool, ...own])].filter((character) => single.test(character));
    sets.set(text, found);
    return found;
  };
  const groups = new Map<string, Node>();
  const sample = (node: Node | undefined, count = 2): string[] => {
    switch (node?.type) {
      case 'characters':
        return charactersOf(node.text).slice(0, count);
      case 'sequence': {
        let texts = [''];
        for (const item of node.items) texts = concatenate(texts, sample(item, count)).slice(0, count);
        return texts;
      }
      case 'alternatives':
        return [...new Set(node.options.flatMap((option) => sample(option, 1)))].slice(0, Math.max(count, 3));
      case 'group':
        groups.set(String(node.index), node.item);
        return sample(node.item, count);
      case 'repetition': {
        const once = sample(node.item, count);
        const least = once.map((text) => text.repeat(node.min));
        return [...new Set([...(node.min === 0 ? ['', ...once] : least)])].slice(0, count);
      }
      case 'reference':
        return sample(groups.get(node.name), 1);
      default:
        return [''];
    }
  };
  const characters = [...new Set([...COMMON_CHARACTERS, ...literals])];
  return { of: sample, characters };
}

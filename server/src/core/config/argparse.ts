import type { Entry, Scalar } from './config';

/**
 * How Python's argparse, which reads the flags of ms-swift, sorts words into options and their values.
 * Source: CPython Lib/argparse.py, `_parse_optional`; measured in the facts on parsing of ms-swift 3.7 to 4.5.
 */

/** Words like `-1` and `-.5` are values, `-1e-5` is not: argparse takes it for an option. */
const NEGATIVE_NUMBER = /^-(?:\d+|\d*\.\d+)$/;

/** True for a word that argparse reads as an option: it starts with a dash, is no negative number and holds no blank. */
export function isOption(value: string): boolean {
  if (!value.startsWith('-') || value.length === 1 || NEGATIVE_NUMBER.test(value)) return false;
  const blank = value.indexOf(' ');
  if (blank < 0) return true;
  const equals = value.indexOf('=');
  return equals >= 0 && equals < blank;
}

interface Sorted {
  entries: Entry[];
  /** Words in front of the first option. */
  words: Scalar[];
}

/** The longest beginning of a word that is known although the word is not: `--lr=` of `--lr=$LR`. */
const knownStart = (word: Scalar): string => word.value ?? /^--[\w-]+=/.exec(word.text)?.[0] ?? '';

/** Sorts the words behind a sub-command into flags with their values. */
export function sortWords(args: readonly Scalar[]): Sorted {
  const entries: Entry[] = [];
  const words: Scalar[] = [];
  for (const word of args) {
    const start = knownStart(word);
    if (isOption(start)) entries.push(optionOf(word, start));
    else (entries.at(-1)?.values ?? words).push(word);
  }
  for (const entry of entries) {
    // Values that are written elsewhere have other text between them and the flag.
    const last = entry.values.findLast(({ within }) => within === entry.within);
    if (last) entry.whole = { start: entry.whole.start, end: Math.max(entry.whole.end, last.span.end) };
  }
  return { entries, words };
}

/** One option word, split at its `=` when it carries its value with it. */
function optionOf(word: Scalar, start: string): Entry {
  const equals = start.indexOf('=');
  const place = {
    ...(spells(word.text, equals < 0 ? start : start.slice(0, equals)) ? {} : { unwritten: true as const }),
    ...(word.within && { within: word.within }),
  };
  if (equals < 0) {
    return { kind: 'flag', name: nameOf(start), key: word.span, values: [], whole: { ...word.span }, ...place };
  }
  const cut = word.text.indexOf('=');
  const at = word.span.start + (cut < 0 ? word.text.length : cut);
  const value: Scalar = {
    text: cut < 0 ? '' : word.text.slice(cut + 1),
    span: { start: Math.min(at + 1, word.span.end), end: word.span.end },
    value: word.value?.slice(equals + 1),
    ...(word.splice && { splice: true }),
  };
  const key = { start: word.span.start, end: at };
  return {
    kind: 'flag',
    name: nameOf(start.slice(0, equals)),
    key,
    values: [value],
    joined: true,
    whole: { ...word.span },
    ...place,
  };
}

/** Whether a text spells an option, but for quotes around it: `$OPTS`, `--{lr,min_lr}` and `--lr{,_min}` do not. */
export const spells = (text: string, option: string): boolean =>
  /^[\\"']*([^\s"'\\=]+)[\\"']*(?:=|$)/.exec(text)?.[1] === option;

/** Without the two dashes. One dash or three are kept, since neither `-lr` nor `---lr` is a spelling of `--lr`. */
const nameOf = (option: string): string =>
  option.startsWith('--') && !option.startsWith('---') ? option.slice(2) : option;

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
  const space = value.indexOf(' ');
  if (space < 0) return true;
  const equals = value.indexOf('=');
  return equals >= 0 && equals < space;
}

interface ParsedArguments {
  entries: Entry[];
  /** Words in front of the first option. */
  positionals: Scalar[];
}

/** The longest beginning of a word that is known although the word is not: `--lr=` of `--lr=$LR`. */
const knownPrefixOf = (argument: Scalar): string => argument.value ?? /^--[\w-]+=/.exec(argument.text)?.[0] ?? '';

/** Sorts the words behind a sub-command into flags with their values. */
export function parseArguments(args: readonly Scalar[]): ParsedArguments {
  const entries: Entry[] = [];
  const positionals: Scalar[] = [];
  for (const argument of args) {
    const prefix = knownPrefixOf(argument);
    if (isOption(prefix)) entries.push(parseOption(argument, prefix));
    else (entries.at(-1)?.values ?? positionals).push(argument);
  }
  for (const entry of entries) {
    // Values that are written elsewhere have other text between them and the flag.
    const last = entry.values.findLast(({ enclosure: within }) => within === entry.enclosure);
    if (last) entry.fullSpan = { start: entry.fullSpan.start, end: Math.max(entry.fullSpan.end, last.span.end) };
  }
  return { entries, positionals };
}

/** One option word, split at its `=` when it carries its value with it. */
function parseOption(argument: Scalar, prefix: string): Entry {
  const equals = prefix.indexOf('=');
  const source = {
    ...(isWrittenAs(argument.text, equals < 0 ? prefix : prefix.slice(0, equals))
      ? {}
      : { fromExpansion: true as const }),
    ...(argument.enclosure && { enclosure: argument.enclosure }),
  };
  if (equals < 0) {
    return {
      kind: 'flag',
      name: flagNameOf(prefix),
      key: argument.span,
      values: [],
      fullSpan: { ...argument.span },
      ...source,
    };
  }
  const writtenEquals = argument.text.indexOf('=');
  const keyEnd = argument.span.start + (writtenEquals < 0 ? argument.text.length : writtenEquals);
  const value: Scalar = {
    text: writtenEquals < 0 ? '' : argument.text.slice(writtenEquals + 1),
    span: { start: Math.min(keyEnd + 1, argument.span.end), end: argument.span.end },
    value: argument.value?.slice(equals + 1),
    ...(argument.maySplit && { maySplit: true }),
  };
  const key = { start: argument.span.start, end: keyEnd };
  return {
    kind: 'flag',
    name: flagNameOf(prefix.slice(0, equals)),
    key,
    values: [value],
    joinedByEquals: true,
    fullSpan: { ...argument.span },
    ...source,
  };
}

/** Whether a text spells an option, but for quotes around it: `$OPTS`, `--{lr,min_lr}` and `--lr{,_min}` do not. */
export const isWrittenAs = (text: string, option: string): boolean =>
  /^[\\"']*([^\s"'\\=]+)[\\"']*(?:=|$)/.exec(text)?.[1] === option;

/** Without the two dashes. One dash or three are kept, since neither `-lr` nor `---lr` is a spelling of `--lr`. */
const flagNameOf = (option: string): string =>
  option.startsWith('--') && !option.startsWith('---') ? option.slice(2) : option;

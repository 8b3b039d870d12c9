import type { Entry, Scalar } from './config';

/**
 * Python's argparse, which reads the flags of ms-swift: it sorts arguments into options and their values.
 * Source: CPython Lib/argparse.py, `_parse_optional`; measured in the facts on parsing of ms-swift 3.7 to 4.5.
 */

/** Arguments like `-1` and `-.5` are values; argparse reads `-1e-5` as an option. */
const NEGATIVE_NUMBER = /^-(?:\d+|\d*\.\d+)$/;

/**
 * Whether argparse reads an argument as an option: it starts with a dash, is not a negative number and has no space
 * before an equals sign.
 */
export function isOption(value: string): boolean {
  if (!value.startsWith('-') || value.length === 1 || NEGATIVE_NUMBER.test(value)) return false;
  const space = value.indexOf(' ');
  if (space < 0) return true;
  const equals = value.indexOf('=');
  return equals >= 0 && equals < space;
}

interface ParsedArguments {
  entries: Entry[];
  /** Arguments before the first option. */
  positionals: Scalar[];
}

/** Returns the longest known prefix of an argument that is not fully known: `--lr=` of `--lr=$LR`. */
const knownPrefixOf = (argument: Scalar): string => argument.value ?? /^--[\w-]+=/.exec(argument.text)?.[0] ?? '';

/** Sorts the arguments after a subcommand into flags with their values. */
export function parseArguments(args: readonly Scalar[]): ParsedArguments {
  const options: { option: Entry; values: Scalar[] }[] = [];
  const positionals: Scalar[] = [];
  for (const argument of args) {
    const prefix = knownPrefixOf(argument);
    if (isOption(prefix)) options.push({ option: parseOption(argument, prefix), values: [] });
    else (options.at(-1)?.values ?? positionals).push(argument);
  }
  return { entries: options.map(({ option, values }) => addValues(option, values)), positionals };
}

/** The entry of an option with the arguments that follow it. A value written elsewhere does not extend its span. */
function addValues(option: Entry, following: readonly Scalar[]): Entry {
  const values = [...option.values, ...following];
  const last = values.findLast(({ enclosure }) => enclosure === option.enclosure);
  const { start, end } = option.fullSpan;
  return { ...option, values, fullSpan: { start, end: Math.max(end, last?.span.end ?? end) } };
}

/** Parses one option and splits it at the `=` when it carries its value. */
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

/** Whether a text spells an option literally, quotes aside: `$OPTS`, `--{lr,min_lr}` and `--lr{,_min}` do not. */
export const isWrittenAs = (text: string, option: string): boolean =>
  /^[\\"']*([^\s"'\\=]+)[\\"']*(?:=|$)/.exec(text)?.[1] === option;

/**
 * Strips the two leading dashes. One dash or three are kept, since neither `-lr` nor `---lr` is a spelling of `--lr`.
 */
const flagNameOf = (option: string): string =>
  option.startsWith('--') && !option.startsWith('---') ? option.slice(2) : option;

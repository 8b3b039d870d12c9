import {
  type Config,
  contains,
  type Entry,
  exportedNear,
  type Reading,
  type Span,
  variablesOf,
} from '../../config/config';
import { type Cursor, typed } from '../syntax';

/** What the cursor is on in a shell script. */
export function shellCursor(text: string, reading: Reading, offset: number): Cursor | undefined {
  const config = reading.configs.find((each) => each.whole.start <= offset && offset <= reach(text, each.whole.end));
  if (config) return offset < config.head.start ? beforeCommand(text, config, offset) : inCommand(text, config, offset);
  return exported(text, reading, offset) ?? strayFlag(text, reading, offset);
}

/** A command goes on over blanks and continued lines behind its last word: there the next flag is about to be typed. */
function reach(text: string, end: number): number {
  const rest = /^(?:[ \t]|\\\r?\n)*/.exec(text.slice(end, end + 2000));
  return end + (rest?.[0].length ?? 0);
}

function inCommand(text: string, config: Config, offset: number): Cursor | undefined {
  if (offset <= config.head.end) return undefined;
  const flags = config.flags.filter((entry) => entry.key.start >= config.head.end);
  for (const entry of flags) {
    if (contains(entry.key, offset))
      return { at: 'flag', config, entry, span: entry.key, prefix: typed(text, entry.key, offset) };
    const index = entry.values.findIndex((value) => contains(value.span, offset));
    const value = entry.values[index];
    if (value) return { at: 'value', config, entry, index, span: value.span, prefix: typed(text, value.span, offset) };
  }
  const word = config.words.find((each) => contains(each.span, offset));
  if (word) return { at: 'flag', config, span: word.span, prefix: typed(text, word.span, offset) };
  return inBlank(text, config, flags, offset);
}

/** Between words: the flag in front is waiting for a value, or a new flag begins. */
function inBlank(text: string, config: Config, flags: readonly Entry[], offset: number): Cursor {
  const span = { start: offset, end: offset };
  const before = flags.findLast((entry) => entry.whole.end <= offset);
  const sameLine = before && !text.slice(before.whole.end, offset).includes('\n');
  if (before && sameLine) return { at: 'value', config, entry: before, index: before.values.length, span, prefix: '' };
  return { at: 'flag', config, span, prefix: '' };
}

/** In front of `megatron` only environment variables can stand. */
function beforeCommand(text: string, config: Config, offset: number): Cursor {
  const entry = variablesOf(config).find((each) => contains(each.whole, offset));
  if (entry) return inVariable(text, config, entry, offset);
  const span = wordAround(text, offset);
  return { at: 'env', config, span, prefix: typed(text, span, offset) };
}

function inVariable(text: string, config: Config, entry: Entry, offset: number): Cursor {
  const value = entry.values[0];
  if (value && offset >= value.span.start) {
    return { at: 'envValue', config, entry, span: value.span, prefix: typed(text, value.span, offset) };
  }
  return { at: 'env', config, entry, span: entry.key, prefix: typed(text, entry.key, offset) };
}

/** `export NAME=value` lines above belong to every command that they reach. */
function exported(text: string, reading: Reading, offset: number): Cursor | undefined {
  for (const config of exportedNear(reading.configs, offset)) {
    const entry = variablesOf(config).find((each) => contains(each.whole, offset));
    if (entry) return inVariable(text, config, entry, offset);
  }
  return undefined;
}

/** A line of its own that starts with dashes was meant for the command above, though bash does not see it so. */
function strayFlag(text: string, reading: Reading, offset: number): Cursor | undefined {
  const span = wordAround(text, offset);
  if (!text.startsWith('--', span.start)) return undefined;
  const config = reading.configs.findLast((each) => each.whole.end < offset);
  return config && { at: 'flag', config, span, prefix: typed(text, span, offset) };
}

function wordAround(text: string, offset: number): Span {
  let start = offset;
  while (start > 0 && /[\w-]/.test(text[start - 1] ?? '')) start--;
  let end = offset;
  while (end < text.length && /[\w-]/.test(text[end] ?? '')) end++;
  return { start, end };
}

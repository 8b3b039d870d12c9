import type { Config, Entry, Reading, Span } from '../../config/config';
import { containsOffset, findConfigsByExports, variablesOf } from '../../config/lookup';
import { startOfLine } from '../../text/lines';
import { type Cursor, typedPrefixOf } from '../syntax';

/** Finds the item of a shell script under the cursor. */
export function findShellCursor(text: string, reading: Reading, offset: number): Cursor | undefined {
  const config = findConfigAround(text, reading, offset);
  if (config)
    return offset < config.head.start ? findBeforeCommand(text, config, offset) : findInCommand(text, config, offset);
  return findExported(text, reading, offset) ?? findStrayFlag(text, reading, offset);
}

/**
 * Finds the command around an offset. Commands that share arguments, or that branches build, overlap: then it is the one
 * with an argument at the offset, or else the closest one before it.
 */
function findConfigAround(text: string, { configs }: Reading, offset: number): Config | undefined {
  const around = configs.filter((config) => config.fullSpan.start <= offset && offset <= findCommandEnd(text, config));
  if (around.length < 2) return around[0];
  const closest = around.map((config) =>
    Math.max(
      config.head.start <= offset ? config.head.start : -1,
      ...config.flags.map(({ key }) => (key.start <= offset ? key.start : -1)),
    ),
  );
  return around[closest.indexOf(Math.max(...closest))];
}

/** Returns the end of a command with the spaces and continued lines after its last word, where the next flag is typed. */
function findCommandEnd(text: string, { fullSpan: { end }, embedded }: Config): number {
  const after = text.slice(end, end + 2000);
  const rest = embedded ? /^(?:[ \t]|\\\\?\r?\n)*/.exec(after) : /^(?:[ \t]|\\\r?\n)*/.exec(after);
  return end + (rest?.[0].length ?? 0);
}

function findInCommand(text: string, config: Config, offset: number): Cursor | undefined {
  if (offset <= config.head.end) return undefined;
  const flags = config.flags.filter((entry) => entry.key.start >= config.head.end);
  for (const entry of flags) {
    if (containsOffset(entry.key, offset))
      return { at: 'flag', config, entry, span: entry.key, prefix: typedPrefixOf(text, entry.key, offset) };
    const index = entry.values.findIndex((value) => containsOffset(value.span, offset));
    const value = entry.values[index];
    if (value)
      return { at: 'value', config, entry, index, span: value.span, prefix: typedPrefixOf(text, value.span, offset) };
  }
  const positional = config.positionals.find(({ span }) => containsOffset(span, offset));
  if (positional)
    return { at: 'flag', config, span: positional.span, prefix: typedPrefixOf(text, positional.span, offset) };
  return config.onlyWordEdits || isInComment(text, offset) ? undefined : findBetweenWords(text, config, flags, offset);
}

/** Whether an offset between words is in a comment, which ends a command before its lost lines. */
const isInComment = (text: string, offset: number): boolean =>
  /(?:^|[ \t])#/.test(text.slice(Math.max(startOfLine(text, offset), offset - MAX_COMMENT_LENGTH), offset));

/** Limit of the text before the cursor in which a comment may begin. */
const MAX_COMMENT_LENGTH = 2000;

/** Between words, either the value of the preceding flag or a new flag is typed. */
function findBetweenWords(text: string, config: Config, flags: readonly Entry[], offset: number): Cursor {
  const span = { start: offset, end: offset };
  const before = flags.findLast((entry) => entry.fullSpan.end <= offset);
  const sameLine = before && !text.slice(before.fullSpan.end, offset).includes('\n');
  if (before && sameLine) return { at: 'value', config, entry: before, index: countWritten(before), span, prefix: '' };
  return { at: 'flag', config, span, prefix: '' };
}

/** The values of a flag that the text contains: an unfinished flag stands for an unknown one. */
const countWritten = ({ values }: Entry): number => values.filter(({ span }) => span.end > span.start).length;

/** Before `megatron`, only environment variables are possible. */
function findBeforeCommand(text: string, config: Config, offset: number): Cursor {
  const entry = variablesOf(config).find(({ fullSpan }) => containsOffset(fullSpan, offset));
  if (entry) return toVariableCursor(text, config, entry, offset);
  const span = findWordSpan(text, offset);
  return { at: 'env', config, span, prefix: typedPrefixOf(text, span, offset) };
}

function toVariableCursor(text: string, config: Config, entry: Entry, offset: number): Cursor {
  const value = entry.values[0];
  if (value && offset >= value.span.start) {
    return { at: 'envValue', config, entry, span: value.span, prefix: typedPrefixOf(text, value.span, offset) };
  }
  return { at: 'env', config, entry, span: entry.key, prefix: typedPrefixOf(text, entry.key, offset) };
}

/** Finds a variable of an `export NAME=value` line, which belongs to every command that it reaches. */
function findExported(text: string, reading: Reading, offset: number): Cursor | undefined {
  for (const config of findConfigsByExports(reading.configs, offset)) {
    const entry = variablesOf(config).find(({ fullSpan }) => containsOffset(fullSpan, offset));
    if (entry) return toVariableCursor(text, config, entry, offset);
  }
  return undefined;
}

/** Finds a flag on a line of its own, intended for the command above although bash reads it as another command. */
function findStrayFlag(text: string, reading: Reading, offset: number): Cursor | undefined {
  const span = findWordSpan(text, offset);
  if (!text.startsWith('--', span.start)) return undefined;
  const config = reading.configs.findLast(({ fullSpan }) => fullSpan.end < offset);
  return config && { at: 'flag', config, span, prefix: typedPrefixOf(text, span, offset) };
}

function findWordSpan(text: string, offset: number): Span {
  let start = offset;
  while (start > 0 && /[\w-]/.test(text[start - 1] ?? '')) start--;
  let end = offset;
  while (end < text.length && /[\w-]/.test(text[end] ?? '')) end++;
  return { start, end };
}

import { hasModeline } from '../../comments/modeline';
import { type Config, EMPTY, type Problem, type Reading, type Span } from '../../config/config';
import { type Hints, wordAt } from '../syntax';
import { lower } from './lower';
import { type Outline, outlineOf } from './outline';

/** Top-level keys at the start of a line: enough to tell whether a file is ours before it is parsed. */
const KEY = /^(?:"([\w-]+)"|'([\w-]+)'|([\w-]+))[ \t]*:(?=\s|$)/gm;

/** Reads a training config: the top-level map of a YAML file, lowered to the flags and variables that the trainer gets. */
export function readYaml(text: string, hints: Hints): Reading {
  if (!hasModeline(text) && !hints.isTraining(topLevelKeys(text))) return EMPTY;
  try {
    return readDocument(text, hints);
  } catch (error) {
    // Aliases and merges can nest without end; such a file is no training config.
    if (error instanceof RangeError) return EMPTY;
    throw error;
  }
}

function topLevelKeys(text: string): string[] {
  const keys: string[] = [];
  for (const match of text.slice(0, 200_000).matchAll(KEY)) keys.push(match[1] ?? match[2] ?? match[3] ?? '');
  return keys;
}

function readDocument(text: string, hints: Hints): Reading {
  const outline = outlineOf(text);
  const { first, ...lowered } = lower(text, outline, hints.reader);
  const whole = wholeOf(text, outline);
  const names = lowered.flags.map((entry) => entry.name);
  const config: Config = {
    syntax: 'yaml',
    program: 'megatron',
    command: hints.commandOf(names),
    head: first?.key ?? { start: whole.start, end: whole.start },
    whole,
    words: [],
    ...lowered,
    partial: true,
    ...(hints.reader && { reader: hints.reader }),
  };
  return { configs: [config], problems: outline.refused.map(({ message, at }) => problemAt(text, message, at)) };
}

/** From the first key to the end of the last value. A file without any holds its entries at its end. */
function wholeOf(text: string, { root }: Outline): Span {
  const start = root?.inner ?? text.length;
  return { start, end: Math.max(start, root?.end ?? 0) };
}

/** The word at which PyYAML gives up. */
const problemAt = (text: string, message: string, at: number): Problem => ({
  rule: 'yaml.syntax',
  message: `YAML cannot be read here: ${message}.`,
  span: wordAt(text, at),
});

import { hasModeline } from '../../comments/modeline';
import { type Config, EMPTY_READING, type Problem, type Reading, type Span } from '../../config/config';
import { namesCommand } from '../shell/readMapped';
import { type Hints, isTooLong, readTooLong, wordSpanAt } from '../syntax';
import { lower } from './lower';
import { type ParsedYaml, parseYaml } from './parseYaml';
import { readYamlCommands } from './readCommands';

/** Top-level keys at the start of a line, by which a training config is recognized before it is parsed. */
const KEY = /^(?:"([\w-]+)"|'([\w-]+)'|([\w-]+))[ \t]*:(?=\s|$)/gm;

/**
 * Reads a training config: the top-level map of a YAML file, lowered to flags and variables of the trainer. Other files
 * may contain training commands.
 */
export function readYamlConfig(text: string, hints: Hints): Reading {
  const isTrainingConfig = hints.isTrainingConfig(findTopLevelKeys(text));
  if (!isTrainingConfig && !hasModeline(text) && !namesCommand(text)) return EMPTY_READING;
  if (isTooLong(text)) return readTooLong(text);
  try {
    const commands = isTrainingConfig ? EMPTY_READING : readYamlCommands(text, hints);
    if (commands.configs.length > 0) return commands;
    if (!isTrainingConfig && !hasModeline(text)) return EMPTY_READING;
    return readDocument(text, hints);
  } catch (error) {
    // Aliases and merges can nest without limit; such a file is not a training config.
    if (error instanceof RangeError) return EMPTY_READING;
    throw error;
  }
}

function findTopLevelKeys(text: string): string[] {
  const keys: string[] = [];
  for (const match of text.slice(0, 200_000).matchAll(KEY)) keys.push(match[1] ?? match[2] ?? match[3] ?? '');
  return keys;
}

function readDocument(text: string, hints: Hints): Reading {
  const parsed = parseYaml(text);
  const { firstEntry, ...lowered } = lower(text, parsed, hints.reader);
  const fullSpan = fullSpanOf(text, parsed);
  const names = lowered.flags.map((entry) => entry.name);
  const head = firstEntry?.key ?? { start: fullSpan.start, end: fullSpan.start };
  const config: Config = {
    syntax: 'yaml',
    command: hints.guessCommand(names),
    head,
    fullSpan,
    positionals: [],
    ...lowered,
    problems: [...lowered.problems, ...(firstEntry ? [createUnreadProblem(head)] : [])],
    partial: true,
    ...(hints.reader && { reader: hints.reader }),
  };
  return {
    configs: [config],
    problems: parsed.errors.map(({ message, at }) => createSyntaxProblem(text, message, at)),
  };
}

/** Returns the span from the first key to the end of the last value; the end of the text for a file without keys. */
function fullSpanOf(text: string, { root }: ParsedYaml): Span {
  const start = root?.contentStart ?? text.length;
  return { start, end: Math.max(start, root?.end ?? 0) };
}

/** Creates the problem of a file in YAML as such, which not every release reads. */
const createUnreadProblem = (head: Span): Problem => ({
  rule: 'yaml.unread',
  message: 'This file is YAML',
  span: head,
});

/** Creates the problem for the text at which PyYAML fails. */
const createSyntaxProblem = (text: string, message: string, at: number): Problem => ({
  rule: 'yaml.syntax',
  message: `YAML cannot be read here: ${message}.`,
  span: wordSpanAt(text, at),
});

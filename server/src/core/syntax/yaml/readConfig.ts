import { hasModeline } from '../../comments/modeline';
import { type Config, EMPTY_READING, type Problem, type Reading, type Span } from '../../config/config';
import { startOfNextLine } from '../../text/lines';
import { namesCommand } from '../shell/readMapped';
import { type Hints, isTooLong, readTooLong } from '../syntax';
import { createFileReading } from './fileReading';
import { joinPieces } from './joinPieces';
import { findKeyLine, listTopLevelKeys } from './keyLines';
import { lower } from './lower';
import { type ParsedYaml, parseYaml } from './parseYaml';
import { type CutText, cutText } from './pieces';
import { readYamlCommands } from './readCommands';
import { createSyntaxProblem } from './readPiece';

/** Characters in which the keys are searched by which a training config is recognized. */
const MAX_HEAD_LENGTH = 200_000;

/**
 * Reads a training config: the top-level map of a YAML file, lowered to flags and variables of the trainer. Other files
 * may contain training commands.
 */
export function readYamlConfig(text: string, hints: Hints, previous?: Reading): Reading {
  try {
    const older = previous && FileReading.cutTextOf(previous);
    const cut = older && !isTooLong(text) ? cutText(text, hints.reader, older) : undefined;
    const isTrainingConfig = hints.isTrainingConfig(cut ? listKeysOf(cut) : findTopLevelKeys(text));
    if (!isTrainingConfig && !hasModeline(text) && !namesCommand(text)) return EMPTY_READING;
    if (isTooLong(text)) return readTooLong(text);
    const commands = isTrainingConfig ? EMPTY_READING : readYamlCommands(text, hints);
    if (commands.configs.length > 0) return commands;
    if (!isTrainingConfig && !hasModeline(text)) return EMPTY_READING;
    const file = cut && joinPieces(cut.pieces);
    const reading = file ? createFileReading('yaml', file, hints) : readWhole(text, hints);
    return new FileReading(reading, text, hints.reader, cut);
  } catch (error) {
    // Aliases and merges can nest without limit; such a file is not a training config.
    if (error instanceof RangeError) return EMPTY_READING;
    throw error;
  }
}

/** Lists the top-level keys of all parts of a text that begin before the limit. */
function findTopLevelKeys(text: string): string[] {
  if (isTooLong(text)) return listTopLevelKeys(text.slice(0, MAX_HEAD_LENGTH));
  if (text.length <= MAX_HEAD_LENGTH) return listTopLevelKeys(text);
  return listTopLevelKeys(text.slice(0, findKeyLine(text, startOfNextLine(text, MAX_HEAD_LENGTH - 1))));
}

function listKeysOf({ pieces }: CutText): string[] {
  const keys: string[] = [];
  for (const { start, topLevelKeys } of pieces) {
    if (start >= MAX_HEAD_LENGTH) break;
    for (const key of topLevelKeys) keys.push(key);
  }
  return keys;
}

/** The reading of a config file. It remembers its text for the version after, which is read piece by piece. */
class FileReading implements Reading {
  readonly configs: Config[];
  readonly problems: Problem[];
  readonly #text: string;
  readonly #reader: Hints['reader'];
  #cut: CutText | undefined;

  constructor({ configs, problems }: Reading, text: string, reader: Hints['reader'], cut?: CutText) {
    this.configs = configs;
    this.problems = problems;
    this.#text = text;
    this.#reader = reader;
    this.#cut = cut;
  }

  /** Returns the pieces of the text of a reading; undefined if it is not that of a config file. */
  static cutTextOf(reading: Reading): CutText | undefined {
    if (!(#cut in reading)) return undefined;
    reading.#cut ??= cutText(reading.#text, reading.#reader);
    return reading.#cut;
  }
}

function readWhole(text: string, hints: Hints): Reading {
  const parsed = parseYaml(text);
  const { entries, problems, mayHaveMoreFlags } = lower(text, parsed, hints.reader);
  const errors = parsed.errors.map((error) => createSyntaxProblem(text, error));
  const content = { entries, problems, errors, mayHaveMoreFlags, fullSpan: fullSpanOf(text, parsed) };
  return createFileReading('yaml', content, hints);
}

/** Returns the span from the first key to the end of the last value; the end of the text for a file without keys. */
function fullSpanOf(text: string, { root }: ParsedYaml): Span {
  const start = root?.contentStart ?? text.length;
  return { start, end: Math.max(start, root?.end ?? 0) };
}

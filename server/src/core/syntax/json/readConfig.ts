import { EMPTY_READING, type Problem, type Reading } from '../../config/config';
import { type Hints, isTooLong, readTooLong, wordSpanAt } from '../syntax';
import { createFileReading } from '../yaml/fileReading';
import { lower } from '../yaml/lower';
import { parseJson } from './parse';

/**
 * Reads a JSON config. Only a file that a command names counts as a config, since the keys of a saved run look the same
 * as those of a config.
 */
export function readJsonConfig(text: string, hints: Hints): Reading {
  if (!hints.isReferenced) return EMPTY_READING;
  if (isTooLong(text)) return readTooLong(text);
  const { root, error } = parseJson(text);
  const parsed = { root, secondDocument: undefined, errors: error ? [error] : [], isIncomplete: error !== undefined };
  const { entries, problems, mayHaveMoreFlags } = lower(text, parsed, hints.reader);
  const start = root?.start ?? 0;
  const content = {
    entries,
    problems: problems.map(keepJsonRepairs),
    errors: error ? [createSyntaxProblem(text, error.message, error.at)] : [],
    mayHaveMoreFlags,
    fullSpan: { start, end: root?.end ?? start },
  };
  return createFileReading('json', content, hints);
}

/** Drops repairs that would write YAML into the file. */
function keepJsonRepairs({ repairs, ...problem }: Problem): Problem {
  const isJson = (newText: string): boolean => /^"[^"\\]*"$/.test(newText) || /^-?\d+(?:\.\d+)?$/.test(newText);
  const kept = repairs?.filter(({ edits }) => edits.every(({ newText }) => isJson(newText)));
  return kept && kept.length > 0 ? { ...problem, repairs: kept } : problem;
}

const createSyntaxProblem = (text: string, message: string, at: number): Problem => ({
  rule: 'json.syntax',
  message: `JSON cannot be read here: ${message}.`,
  span: wordSpanAt(text, at),
});

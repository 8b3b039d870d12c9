import { type Config, EMPTY, type Problem, type Reading } from '../../config/config';
import { type Hints, wordAt } from '../syntax';
import { lower } from '../yaml/lower';
import { parseJson } from './parse';

/**
 * Reads a JSON config. The keys of a saved run look the same as those of a config, so that only a file which some
 * command names is taken for one.
 */
export function readJson(text: string, hints: Hints): Reading {
  if (!hints.isNamed) return EMPTY;
  const { root, refused } = parseJson(text);
  const outline = { root, second: undefined, refused: refused ? [refused] : [], lost: refused !== undefined };
  const { first, ...lowered } = lower(text, outline, hints.reader);
  const names = lowered.flags.map(({ name }) => name);
  const start = root?.start ?? 0;
  const config: Config = {
    syntax: 'json',
    program: 'megatron',
    command: hints.commandOf(names),
    head: first?.key ?? { start, end: start },
    whole: { start, end: root?.end ?? start },
    words: [],
    ...lowered,
    partial: true,
    problems: lowered.problems.map(withoutYaml),
    ...(hints.reader && { reader: hints.reader }),
  };
  return { configs: [config], problems: refused ? [problemAt(text, refused.message, refused.at)] : [] };
}

/** A repair that would put YAML into the file is none. */
function withoutYaml({ repairs, ...problem }: Problem): Problem {
  const isJson = (newText: string): boolean => /^"[^"\\]*"$/.test(newText) || /^-?\d+(?:\.\d+)?$/.test(newText);
  const kept = repairs?.filter(({ edits }) => edits.every(({ newText }) => isJson(newText)));
  return kept && kept.length > 0 ? { ...problem, repairs: kept } : problem;
}

const problemAt = (text: string, message: string, at: number): Problem => ({
  rule: 'json.syntax',
  message: `JSON cannot be read here: ${message}.`,
  span: wordAt(text, at),
});

import type { Config, Entry, Problem, Reading, Span } from '../../config/config';
import type { Hints } from '../syntax';

/** The content of a config file, before the command that it is for is known. */
export interface FileContent {
  entries: Entry[];
  problems: Problem[];
  /** The text at which reading fails. */
  errors: Problem[];
  mayHaveMoreFlags: boolean;
  /** From the first key to the end of the last value. */
  fullSpan: Span;
}

/** Creates the reading of a config file, which has one config. */
export function createFileReading(
  syntax: string,
  { entries, problems, errors, mayHaveMoreFlags, fullSpan }: FileContent,
  { guessCommand, reader }: Hints,
): Reading {
  const head = entries[0]?.key ?? { start: fullSpan.start, end: fullSpan.start };
  const flags = entries.filter(({ kind }) => kind === 'flag');
  const config: Config = {
    syntax,
    command: guessCommand(flags.map(({ name }) => name)),
    head,
    fullSpan,
    positionals: [],
    flags,
    variables: entries.filter(({ kind }) => kind === 'env'),
    problems: syntax === 'yaml' && entries.length > 0 ? [...problems, createUnreadProblem(head)] : problems,
    mayHaveMoreFlags,
    partial: true,
    ...(reader && { reader }),
  };
  return { configs: [config], problems: errors };
}

/** Creates the problem of a file in YAML as such, which not every release reads. */
const createUnreadProblem = (head: Span): Problem => ({
  rule: 'yaml.unread',
  message: 'This file is YAML',
  span: head,
});

import {
  type Config,
  type Entry,
  exportsOf,
  moveConfig,
  moveEntry,
  namingFlag,
  type Span,
  variablesOf,
} from './config';

/**
 * A command and the config file that it names are one run written in two texts. Joined, they are one config: spans of
 * the other text are moved out of the way of the first, so that every span still says which text it points into.
 */

/** No text is that long, so a span from here on belongs to the other text. */
const OTHER = 2 ** 32;

export const isInOther = ({ start }: Span): boolean => start >= OTHER;
const toOther = ({ start, end }: Span): Span => ({ start: start + OTHER, end: end + OTHER });
export const fromOther = ({ start, end }: Span): Span => ({ start: start - OTHER, end: end - OTHER });

/** Who wins where both give a flag: the side that is read last. */
export type Precedence = 'command' | 'file';

/** A config of the other text, as it is joined. One that several commands read is moved once. */
export const movedAway = (config: Config): Config => moveConfig(config, toOther);

/** The run as the owner of the first text sees it; `mine` is the config of that text, `other` what was moved away. */
export function joinConfigs(mine: Config, other: Config, mineIs: 'command' | 'file', precedence: Precedence): Config {
  const [command, file] = mineIs === 'command' ? [mine, other] : [other, mine];
  const naming = namingFlag(command);
  const flags = (config: Config): Entry[] => config.flags.filter((entry) => entry !== naming);
  const given = precedence === 'command' ? [...flags(file), ...flags(command)] : [...flags(command), ...flags(file)];
  const { uses: _, partial: __, exports: ___, ...rest } = mine;
  const kept = command.exports?.kept;
  const joinedBy = command.uses;
  return {
    ...rest,
    command: command.command,
    words: command.words,
    // What the shell sets comes last and holds, but for releases that let the file go over it: see `rules/environment.ts`.
    variables: [...file.variables, ...variablesOf(command)],
    flags: given,
    ...(kept && mineIs === 'command' && { exports: exportsOf([], kept) }),
    open: command.open || file.open,
    // What a file holds matters to the command that reads it; the text of a script matters to no file.
    problems: mineIs === 'command' ? [...mine.problems, ...other.problems] : mine.problems,
    ...(joinedBy && { joinedBy }),
    ...(file.reader && { reader: file.reader }),
    ...(command.batch && { batch: command.batch }),
  };
}

/** An entry of the other text with the spans that it has there. */
export const entryFromOther = (entry: Entry): Entry => moveEntry(entry, fromOther);

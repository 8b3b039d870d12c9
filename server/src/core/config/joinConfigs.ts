import type { Config, Entry, Span } from './config';
import { findConfigFlag, toExports, variablesOf } from './lookup';
import { mapConfigSpans, mapEntrySpans } from './mapSpans';

/**
 * A command and the config file that it names are one run written in two texts. Joined, they are one config: spans of
 * the other text are moved out of the way of the first, so that every span still says which text it points into.
 */

/** No text is that long, so a span from here on belongs to the other text. */
const JOINED_OFFSET = 2 ** 32;

export const isInJoined = ({ start }: Span): boolean => start >= JOINED_OFFSET;
const toJoined = ({ start, end }: Span): Span => ({ start: start + JOINED_OFFSET, end: end + JOINED_OFFSET });
export const fromJoined = ({ start, end }: Span): Span => ({ start: start - JOINED_OFFSET, end: end - JOINED_OFFSET });

/** Who wins where both give a flag: the side that is read last. */
export type Precedence = 'command' | 'file';

/** A config of the other text, as it is joined. One that several commands read is moved once. */
export const moveToJoined = (config: Config): Config => mapConfigSpans(config, toJoined);

/** The run as the owner of the first text sees it; `mine` is the config of that text, `other` what was moved away. */
export function joinConfigs(own: Config, joined: Config, ownKind: 'command' | 'file', precedence: Precedence): Config {
  const [command, file] = ownKind === 'command' ? [own, joined] : [joined, own];
  const configFlag = findConfigFlag(command);
  const otherFlagsOf = (config: Config): Entry[] => config.flags.filter((entry) => entry !== configFlag);
  const allFlags =
    precedence === 'command'
      ? [...otherFlagsOf(file), ...otherFlagsOf(command)]
      : [...otherFlagsOf(command), ...otherFlagsOf(file)];
  const { configFile: _, partial: __, exports: ___, ...rest } = own;
  const findUnexported = command.exports?.findUnexported;
  const joinedConfigFile = command.configFile;
  return {
    ...rest,
    command: command.command,
    positionals: command.positionals,
    // What the shell sets comes last and holds, but for releases that let the file go over it: see `rules/environment.ts`.
    variables: [...file.variables, ...variablesOf(command)],
    flags: allFlags,
    ...(findUnexported && ownKind === 'command' && { exports: toExports([], findUnexported) }),
    mayHaveMoreFlags: command.mayHaveMoreFlags || file.mayHaveMoreFlags,
    // What a file holds matters to the command that reads it; the text of a script matters to no file.
    problems: ownKind === 'command' ? [...own.problems, ...joined.problems] : own.problems,
    ...(joinedConfigFile && { joinedConfigFile }),
    ...(file.reader && { reader: file.reader }),
    ...(command.sbatch && { sbatch: command.sbatch }),
  };
}

/** An entry of the other text with the spans that it has there. */
export const moveEntryFromJoined = (entry: Entry): Entry => mapEntrySpans(entry, fromJoined);

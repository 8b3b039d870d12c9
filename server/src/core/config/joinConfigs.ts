import type { Config, Entry, Span } from './config';
import { findConfigFlag, toExports, variablesOf } from './lookup';
import { mapConfigSpans } from './mapSpans';

/**
 * A command and the config file that it names are one run written in two texts. Joined, they are one config, in which
 * each span says which of the two texts it belongs to.
 */

/** Whether a span of a joined config belongs to the other text, not to the document's own. */
export const isInJoined = ({ source }: Span): boolean => source === 'joined';

/** The span as the document that holds its text knows it. */
export const toUntaggedSpan = ({ start, end }: Span): Span => ({ start, end });

/** Which source takes precedence when both set a flag. */
export type Precedence = 'command' | 'file';

/** The config of the other text with every span tagged as such. */
export const tagAsJoined = (config: Config): Config =>
  mapConfigSpans(config, ({ start, end }) => ({ start, end, source: 'joined' }));

/** Joins the config of a document with that of the other text, whose spans are tagged. */
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

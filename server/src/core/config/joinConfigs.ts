import type { Config, Entry, Span } from './config';
import { findConfigFlag, toExports, variablesOf } from './lookup';
import { mapConfigSpans } from './mapSpans';

/**
 * Joins a command and the config file that it names: one run, written in two texts. Each span of the joined config
 * carries the text that it belongs to.
 */

/** Whether a span of a joined config lies in the other text rather than in the document's own. */
export const isInJoined = ({ source }: Span): boolean => source === 'joined';

/** Returns the span without its source, for the document that it lies in. */
export const toUntaggedSpan = ({ start, end }: Span): Span => ({ start, end });

/** The source that takes precedence when both set a flag. */
export type Precedence = 'command' | 'file';

/** Tags every span of the other text's config. */
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
    // Variables of the shell come last and take effect, except in releases that let the file override them: see
    // `facts/launcherEnvironment.ts`.
    variables: [...file.variables, ...variablesOf(command)],
    flags: allFlags,
    ...(findUnexported && ownKind === 'command' && { exports: toExports([], findUnexported) }),
    mayHaveMoreFlags: command.mayHaveMoreFlags || file.mayHaveMoreFlags,
    // Problems of a file concern the command that reads it; problems of a script do not concern the file.
    problems: ownKind === 'command' ? [...own.problems, ...joined.problems] : own.problems,
    ...(joinedConfigFile && { joinedConfigFile }),
    ...(file.reader && { reader: file.reader }),
    ...(command.sbatch && { sbatch: command.sbatch }),
    ...(command.launchWords && { launchWords: command.launchWords }),
    ...(command.startsScript && { startsScript: command.startsScript }),
    ...(command.optionalArguments && { optionalArguments: command.optionalArguments }),
  };
}

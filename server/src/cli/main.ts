import { version } from '../../../package.json';
import { maskSecrets } from '../core/text/secrets';
import { WriteError } from '../host/writeError';
import type { Call, Command, ExitCode, Options, Sources } from './command';
import { COMMANDS } from './commands';
import { printCommandHelp, printOverview } from './help';
import { writeMessages } from './messages';
import { createOutput, type Stream } from './output';
import { parseArguments, suggestNames } from './parseArguments';
import type { Variables } from './style';
import { UsageError } from './usageError';

/** The streams and the environment of the process. */
export interface Process {
  stdout: Stream;
  stderr: Stream;
  env: Variables;
}

/** Runs the command line and returns its exit code. */
export async function runCommandLine(
  argv: readonly string[],
  sources: Sources,
  { stdout, stderr, env }: Process,
): Promise<ExitCode> {
  const errors = createOutput(stderr, env);
  try {
    return await dispatch(argv, { ...sources, output: createOutput(stdout, env), errors, env });
  } catch (error) {
    if (error instanceof UsageError || error instanceof WriteError) writeMessages(errors, [error.message]);
    // The message of an unexpected error may quote a file as well.
    else errors.writeText(maskSecrets(`preflight: ${(error as Error).stack ?? error}`));
    return 2;
  }
}

type Circumstances = Pick<Call<Options>, 'service' | 'rulePages' | 'output' | 'errors' | 'env'>;

function dispatch(argv: readonly string[], circumstances: Circumstances): ExitCode | Promise<ExitCode> {
  const { service, output } = circumstances;
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    output.writeLines(rest[0] === undefined ? printOverview(COMMANDS) : printCommandHelp(findCommand(rest[0])));
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === '-V' || name === 'version') {
    const { releases } = service().catalog;
    output.writeLines([`preflight ${version} (ms-swift ${releases[0]} to ${releases.at(-1)})`]);
    return 0;
  }
  const command = findCommand(name);
  const { help, ...parsed } = parseArguments(command, rest);
  if (!help) return command.run({ ...circumstances, ...parsed });
  output.writeLines(printCommandHelp(command));
  return 0;
}

function findCommand(name: string): Command {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command) return command;
  const names = COMMANDS.map((candidate) => candidate.name);
  const suggestion = suggestNames(name, names) || `; the commands are ${names.join(', ')}`;
  throw new UsageError(
    `${name.startsWith('-') ? `a command is needed before ${name}` : `unknown command "${name}"`}${suggestion}`,
  );
}

import { runCommandLine } from '../../server/src/cli/main';
import { service } from './service';

/** An output that may be a terminal, and the variables of its environment. */
export interface Terminal {
  isTTY?: boolean;
  columns?: number;
  env?: Readonly<Record<string, string>>;
}

/** Runs the command line in this process, over the source files. */
export async function runCommandInProcess(
  argv: readonly string[],
  { env = {}, ...terminal }: Terminal = {},
  rulePages = '',
) {
  const result = { stdout: '', stderr: '' };
  const streamTo = (name: 'stdout' | 'stderr') => ({
    write: (text: string): void => {
      result[name] += text;
    },
    ...terminal,
  });
  const streams = { stdout: streamTo('stdout'), stderr: streamTo('stderr'), env };
  const status = await runCommandLine(argv, { service: () => service, rulePages: () => rulePages }, streams);
  return { status, ...result };
}

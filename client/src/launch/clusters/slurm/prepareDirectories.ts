import type { PlanResult } from '../../../../../server/src/lsp/protocol';
import type { Failure } from '../../process/failure';
import type { SubmitHost } from './submitHost';

/** Creates the log folders of a plan, and checks them and its working directory. */
export async function prepareDirectories(
  host: SubmitHost,
  { directories, directory }: PlanResult,
  signal?: AbortSignal,
): Promise<Failure | undefined> {
  if (directories.length > 0) {
    const created = await host.query(['mkdir', '-p', '--', ...directories], signal);
    if ('failure' in created) return explainDirectoryFailure(created.failure, directories.join(', '), host.name);
  }
  const found = await host.query(['test', '-d', directory], signal);
  if ('failure' in found) return explainDirectoryFailure(found.failure, directory, host.name);
  // The user who submits the job writes its log.
  for (const folder of directories.length > 0 ? directories : [directory]) {
    const writable = await host.query(['test', '-w', folder], signal);
    if ('failure' in writable) return explainDirectoryFailure(writable.failure, folder, host.name);
  }
  return undefined;
}

/** Returns the output folders of a plan that already exist. */
export async function findExistingDirectories(
  host: SubmitHost,
  { writes }: PlanResult,
  signal?: AbortSignal,
): Promise<string[]> {
  if (writes.length === 0) return [];
  // ls fails if one of them is missing, but still lists the others.
  const { stdout } = await host.run(['ls', '-d', '--', ...writes], signal);
  const lines = new Set(stdout.split('\n'));
  return writes.filter((folder) => lines.has(folder));
}

/** Slurm does not report a missing folder: the job runs in /tmp, or fails without a log. */
function explainDirectoryFailure(failure: Failure, folder: string, host: string | undefined): Failure {
  if (failure.id !== 'other') return failure;
  const where = host === undefined ? 'on this machine' : `on ${host}`;
  return {
    id: 'directory',
    what: `The folder ${folder} does not exist ${where}, or you cannot write to it.`,
    why: 'Slurm would not report this: the job would run in /tmp, or fail without a log.',
    advice: 'Set `workingDirectory` and `logDirectory` of the launch target to folders that all nodes share.',
    detail: failure.detail,
  };
}

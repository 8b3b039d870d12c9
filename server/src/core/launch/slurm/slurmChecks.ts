import type { JobFolders } from './sbatchScript';
import type { SlurmTarget } from './target';

/** Limits of Slurm that no quoting can lift. */

/** Names that `--export` of sbatch reads as words of its own, in any case. */
const EXPORT_WORD = /^(?:all|none|nil)$/i;

/**
 * Variables that configure the loader, interpreters or Slurm's own programs. In the environment of sbatch they would
 * act on the machine that submits.
 */
const PROGRAM_VARIABLE =
  /^(?:(?:LD|DYLD|GLIBC|MALLOC|LUA|SLURM|SBATCH|SALLOC|SRUN|MUNGE)_\w*|(?:PATH|HOME|USER|SHELL|TMPDIR|LOCPATH|NLSPATH|GCONV_PATH|GETCONF_DIR|HOSTALIASES|NODE_OPTIONS)|PERL\w+|RUBY(?:OPT|LIB)|PYTHON(?!_)\w+)$/;

/** A secret reaches sbatch in its environment; through ssh, each one is sent as one line. */
export const checkSecrets = (
  { host }: SlurmTarget,
  secrets: readonly { name: string; value: string | undefined }[],
): string[] =>
  secrets.flatMap(({ name, value }) => [
    ...(EXPORT_WORD.test(name)
      ? [`${name} looks like a secret, and sbatch cannot pass on a variable of this name. Rename the variable.`]
      : []),
    ...(PROGRAM_VARIABLE.test(name)
      ? [
          `${name} looks like a secret, so it would be passed through the environment of sbatch, which it would change. Remove it, or set it in the preamble of the target.`,
        ]
      : []),
    ...(host !== undefined && value?.includes('\n')
      ? [`${name} contains a line break, which cannot be sent to ${host}. Remove the line break.`]
      : []),
  ]);

/** An option of sbatch ends with its line, and a backslash in a log file turns off the pattern of its name. */
export const checkFolders = ({ directory, logs }: JobFolders): string[] => [
  ...([directory, logs].some((folder) => /[\r\n]/.test(folder))
    ? ['The name of the folder contains a line break, which sbatch cannot read. Set workingDirectory of the target.']
    : []),
  ...(logs.includes('\\')
    ? ['The name of the log folder contains a backslash, which sbatch removes. Set logDirectory of the target.']
    : []),
];

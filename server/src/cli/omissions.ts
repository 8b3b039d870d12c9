import { WriteError } from '../host/writeError';
import { ReadError, UsageError } from './usageError';

/** A file or folder, and whether the user names it rather than a folder around it. */
interface Subject {
  isNamed: boolean;
}

/** Files that are left out since they cannot be read or changed, so that everything else goes on. */
export interface Omissions {
  /** Runs an action on a file. An error of reading or writing leaves the file out, and is noted. */
  attempt: <R>(subject: Subject, action: () => R) => R | undefined;
  note: (subject: Subject, error: UsageError | WriteError) => void;
  /** The reasons, each once. */
  messages: () => string[];
  /** Whether a file that may have a training command was left out. */
  hasFailed: () => boolean;
}

export function createOmissions(): Omissions {
  const noted = new Map<string, boolean>();
  const note: Omissions['note'] = ({ isNamed }, error) => {
    // A search finds files of all sizes, and no training config is as large as those that are not read.
    const isHarmless = !isNamed && error instanceof ReadError && error.problem === 'large';
    noted.set(error.message, !isHarmless);
  };
  return {
    note,
    attempt: (subject, action) => {
      try {
        return action();
      } catch (error) {
        if (!(error instanceof UsageError || error instanceof WriteError)) throw error;
        note(subject, error);
        return undefined;
      }
    },
    messages: () => [...noted.keys()],
    hasFailed: () => [...noted.values()].includes(true),
  };
}

import type { Failure } from '../process/failure';
import type { FailureCatalog } from '../process/failurePattern';
import type { RunProcess } from '../process/run';
import type { Cluster, ClusterTarget } from './cluster';
import type { JobStatus } from './jobStatus';
import type { Questions } from './questions';

/** The tools of a wizard that sets up a target. */
export interface WizardContext {
  questions: Questions;
  run: RunProcess;
  /** Shows a failure to the user. */
  report: (failure: Failure) => void;
  /** Reads a file below the user's home folder; a missing file is empty. */
  readHomeFile: (...path: string[]) => Promise<string>;
}

/** A kind of cluster: all that the client knows of it. Each kind is a folder, registered in `index.ts`. */
export interface ClusterKind<T extends ClusterTarget> {
  /** Name in the list of kinds. */
  label: string;
  /** Means of access, for the list of kinds. */
  detail: string;
  /** Name of a VS Code icon. */
  icon: string;
  createCluster: (target: T, run: RunProcess) => Cluster;
  /** Asks for the fields of a new target, all but its name. */
  askForTarget: (context: WizardContext) => Promise<T | undefined>;
  /** Returns the proposed name of a new target. */
  suggestName: (target: T) => string;
  /** Returns the cluster and the part of it that a target names, for one line of a list. */
  describe: (target: T) => (string | undefined)[];
  /** Returns a text that is equal for targets in which job ids are unique; undefined stands for this machine. */
  jobKey: (target: T) => string | undefined;
  /** Returns a text that is equal for targets that one query covers. */
  clusterKey: (target: T) => string;
  /** Whether the log of a job can be read in its current status. */
  hasLog: (status: JobStatus) => boolean;
  /** Whether logs are files on this machine. */
  hasLocalLogs: (target: T) => boolean;
  /** Failures of the programs of this kind. */
  failures: FailureCatalog;
}

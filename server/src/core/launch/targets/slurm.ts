import type { Config } from '../../config';
import { cannotPlan, type LaunchSettings, type Plan } from '../plan';

/** A Slurm cluster, from the machine that `sbatch` is on or through `ssh`. Every field is an option of sbatch unless it says otherwise. */
export interface SlurmTarget {
  kind: 'slurm';
  /** How the user calls it. */
  name: string;
  /** Alias or name of the login node for the user’s own `ssh`. Without it, `sbatch` runs on this machine. */
  host?: string;
  /** Folder of sbatch, squeue and their relatives on the machine that submits, where they are not on its PATH. */
  slurmPath?: string;
  partition?: string;
  account?: string;
  qos?: string;
  /** Number of nodes. Without it, NNODES of the config, else 1. */
  nodes?: number;
  /** GPUs of each node, and so processes of each node. Without it, NPROC_PER_NODE of the config. */
  gpusPerNode?: number;
  /** GPU type as the cluster names it, such as `h100`. */
  gpuType?: string;
  /** CPUs of each node; one task runs on a node. */
  cpusPerTask?: number;
  /** Memory of each node with its unit, such as `512G`; `0` is all of it. */
  memory?: string;
  /** Time limit: minutes, `hours:minutes:seconds`, or `days-hours`. */
  time?: string;
  /** Features that nodes must have. */
  constraint?: string;
  /** No other job on the nodes. */
  exclusive?: boolean;
  /** A container for the tasks, by the pyxis plugin of srun. */
  container?: {
    /** Image as enroot knows it, such as `nvcr.io#nvidia/pytorch:25.04-py3` or the path of a `.sqsh` file. */
    image: string;
    /** `FROM:TO` or `FROM:TO:ro`, absolute paths. */
    mounts?: string[];
    workdir?: string;
  };
  /** Lines of bash in front of the run, such as `module load cuda`. They run once, on the first node. */
  preamble?: string[];
  /** Absolute path of the folder that the job runs in. Without it, the folder of the config. */
  workingDirectory?: string;
  /** Absolute path of the folder for logs. Without it, the working directory. */
  logDirectory?: string;
  /** Further options, as they would stand behind `#SBATCH`. */
  sbatch?: string[];
  /** Variables for the run; those of the config go before them. */
  environment?: Record<string, string>;
}

export function planSlurm(_config: Config, target: SlurmTarget, settings: LaunchSettings): Plan {
  return cannotPlan(target, settings, ['Plans for Slurm are not written yet.']);
}

import type { SlurmTarget } from '../../../../../server/src/lsp/protocol';
import type { ClusterKind } from '../clusterKind';
import { SLURM_FAILURES } from './failures';
import { createSlurmMonitor } from './monitor';
import { createSlurmSubmission } from './submission';
import { createSubmitHost } from './submitHost';
import { askForSlurm } from './wizard';

/** Slurm, through its own programs on this machine or on a host that ssh reaches. */
export const slurmCluster: ClusterKind<SlurmTarget> = {
  label: 'Slurm',
  detail: 'sbatch on this machine, or through your own ssh',
  icon: 'server-process',
  createCluster: (target, run) => {
    const host = createSubmitHost(target, run);
    return { ...createSlurmSubmission(host), ...createSlurmMonitor(host) };
  },
  askForTarget: askForSlurm,
  suggestName: ({ partition }) => partition ?? 'slurm',
  describe: ({ host, partition }) => [host === undefined ? 'Slurm' : `Slurm through ${host}`, partition],
  jobKey: ({ host }) => host,
  clusterKey: ({ host, slurmPath }) => `${host ?? ''} ${slurmPath ?? ''}`,
  // The log is a file, whose path is known once the job has started.
  hasLog: ({ log }) => Boolean(log),
  hasLocalLogs: ({ host }) => host === undefined,
  failures: SLURM_FAILURES,
};

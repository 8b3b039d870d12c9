import type { RunProcess } from '../process/run';
import type { Cluster, ClusterTarget } from './cluster';
import { createKubernetesCluster } from './kubernetes/cluster';
import { createSlurmCluster } from './slurm/cluster';

export function createCluster(target: ClusterTarget, run: RunProcess): Cluster {
  switch (target.kind) {
    case 'slurm':
      return createSlurmCluster(target, run);
    case 'kubernetes':
      return createKubernetesCluster(target, run);
  }
}

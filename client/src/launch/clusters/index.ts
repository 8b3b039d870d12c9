import type { Run } from '../process/run';
import type { ClusterTarget, Engine } from './cluster';
import { kubernetesEngine } from './kubernetes/cluster';
import { slurmEngine } from './slurm/cluster';

export function engineFor(target: ClusterTarget, run: Run): Engine {
  switch (target.kind) {
    case 'slurm':
      return slurmEngine(target, run);
    case 'kubernetes':
      return kubernetesEngine(target, run);
  }
}

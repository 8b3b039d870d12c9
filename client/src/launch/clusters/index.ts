import type { RunProcess } from '../process/run';
import type { Cluster, ClusterTarget } from './cluster';
import type { ClusterKind } from './clusterKind';
import { kubernetesCluster } from './kubernetes';
import { slurmCluster } from './slurm';

type KindRegistry = { [K in ClusterTarget['kind']]: ClusterKind<Extract<ClusterTarget, { kind: K }>> };

/** The kinds of cluster, by the `kind` of their targets. A new kind is registered here and nowhere else. */
export const CLUSTER_KINDS: KindRegistry = { slurm: slurmCluster, kubernetes: kubernetesCluster };

/** Returns the kind of cluster of a target. */
export function clusterKindOf<T extends ClusterTarget>(target: T): ClusterKind<T> {
  const kinds: Record<string, unknown> = CLUSTER_KINDS;
  return kinds[target.kind] as ClusterKind<T>;
}

/** Whether a stored target is of a kind that this release knows. */
export const isClusterKind = (kind: unknown): boolean => typeof kind === 'string' && Object.hasOwn(CLUSTER_KINDS, kind);

export const createCluster = (target: ClusterTarget, run: RunProcess): Cluster =>
  clusterKindOf(target).createCluster(target, run);

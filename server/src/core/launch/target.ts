import type { KubernetesTarget } from './kubernetes/planKubernetes';
import type { LocalTarget } from './local/planLocal';
import type { SlurmTarget } from './slurm/planSlurm';

/** Where a config can run: a named profile, as it stands in the setting `preflight.launch.targets`. */
export type Target = LocalTarget | SlurmTarget | KubernetesTarget;

import type { KubernetesTarget } from './targets/kubernetes';
import type { LocalTarget } from './targets/local';
import type { SlurmTarget } from './targets/slurm';

/** Where a config can run: a named profile, as it stands in the setting `preflight.launch.targets`. */
export type Target = LocalTarget | SlurmTarget | KubernetesTarget;

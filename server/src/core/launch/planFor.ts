import type { Config } from '../config/config';
import { planKubernetes } from './kubernetes/planKubernetes';
import { planLocal } from './local/planLocal';
import type { LaunchSettings, Plan } from './plan';
import { planSlurm } from './slurm/planSlurm';
import type { Target } from './target';

/** Works out a launch. Pure: nothing is written, asked or started. */
export function planFor(config: Config, target: Target, settings: LaunchSettings): Plan {
  switch (target.kind) {
    case 'local':
      return planLocal(config, target, settings);
    case 'slurm':
      return planSlurm(config, target, settings);
    case 'kubernetes':
      return planKubernetes(config, target, settings);
  }
}
